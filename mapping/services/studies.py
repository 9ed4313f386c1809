"""Mapping studies: set up, opened to the field, closed."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Conflict, Invalid, Problem
from sse_portal.basics.text import clean_json, clean_text
from sse_portal.records.services import remember, update_record

from ..definition.codebook import LANGUAGES
from ..models import Study

FIELDS = (
    "title",
    "wave",
    "period_start",
    "period_end",
    "lead_organisation",
    "description",
    "target_responses",
)
LONGEST_TITLE, LONGEST_TEXT, LONGEST_LINE = 200, 5_000, 200
MOST_WAVES, MOST_RESPONSES = 1_000, 10_000_000
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
Status = Study.Status


class WaveTaken(Conflict):
    """The country has a study with this wave already."""

    code, field = "wave-taken", "wave"


class WrongStatus(Conflict):
    """The study is not where this step starts from."""

    code, field = "wrong-status", "status"


@transaction.atomic
def create_study(*, by, country, values, uid=None):
    """Set up a study of a country (ISO code). `period_end` is the day after the last one.

    Raises Invalid with every value that cannot be accepted, WaveTaken.
    """
    require(by, Can.MANAGE_STUDIES, country)
    study = Study(country_id=country, **_read({"description": {}} | values, required=FIELDS[:4]))
    if uid:
        study.uid = uid
    _save_wave(study.wave, lambda: study.save(force_insert=True))
    after = {name: getattr(study, name) for name in FIELDS}
    remember("set up", study, by=by, country=country, after=after)
    return study


def change_study(*, by, study, values, version):
    """Change what is said of a study. Raises Invalid, WaveTaken, StaleVersion."""
    require(by, Can.MANAGE_STUDIES, study.country_id)
    read = _read({"period_start": study.period_start, "period_end": study.period_end} | values, required=())
    country = study.country_id
    return _save_wave(
        read.get("wave"), lambda: update_record(study, read, by=by, version=version, country=country)
    )


def _save_wave(wave, save):
    try:
        with transaction.atomic():
            return save()
    except IntegrityError as error:
        if "wave" not in str(error):
            raise
        raise WaveTaken(_("There is already a study with the number %(wave)s.") % {"wave": wave}) from error


def open_study(*, by, study, version):
    """Let responses be entered, first or again."""
    return _step(by, study, version, (Status.PLANNED, Status.CLOSED), Status.OPEN, "opened")


def close_study(*, by, study, version):
    """No response is started or changed any more; submitted ones can still be reviewed."""
    return _step(by, study, version, (Status.OPEN,), Status.CLOSED, "closed")


def _step(by, study, version, start, end, act):
    require(by, Can.MANAGE_STUDIES, study.country_id)
    if study.status not in start:
        raise WrongStatus(_("The study is %(status)s.") % {"status": study.get_status_display()})
    return update_record(study, {"status": end}, by=by, version=version, act=act, country=study.country_id)


def _read(values, *, required):
    read, errors = {}, []
    for name, value in values.items():
        try:
            read[name] = READERS.get(name, _unknown)(value)
        except Problem as problem:
            errors.append(_error(name, problem.code, str(problem.message)))
    missing = [name for name in required if name not in values]
    errors += [_error(name, "required", _("This field is required.")) for name in missing]
    start, end = read.get("period_start"), read.get("period_end")
    if start and end and end <= start:
        errors.append(_error("period_end", "before-start", _("The period must end after it begins.")))
    if errors:
        raise Invalid(_("Some values cannot be accepted."), errors=errors)
    return read


def _unknown(value):
    raise Invalid(_("There is no such field."))


def _error(name, code, message):
    return {"field": name, "code": code, "message": message}


def _title(value):
    texts = _texts(value, LONGEST_TITLE)
    if not texts:
        raise Invalid(_("Write the title in at least one language."))
    return texts


def _description(value):
    return _texts(value, LONGEST_TEXT)


def _texts(value, limit):
    """{language: text} without empty ones."""
    if not isinstance(value, dict) or not set(value) <= set(LANGUAGES):
        raise Invalid(_("Write texts by language: en, km, …"))
    if not all(isinstance(text, str) for text in value.values()):
        raise Invalid(_("This must be text."))
    return {language: text for language, text in clean_json(value, limit=limit).items() if text}


def _line(value):
    if not isinstance(value, str):
        raise Invalid(_("This must be text."))
    return " ".join(clean_text(value, limit=LONGEST_LINE).split())


def _whole(value, most):
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise Invalid(_("This must be a whole number from 1 to %(most)d.") % {"most": most})
    return value


def _wave(value):
    return _whole(value, MOST_WAVES)


def _target(value):
    return None if value is None else _whole(value, MOST_RESPONSES)


def _day(value):
    if type(value) is not date or not FIRST_DAY <= value <= LAST_DAY:
        raise Invalid(_("This must be a day between 1950 and 2100."))
    return value


READERS = {
    "title": _title,
    "wave": _wave,
    "period_start": _day,
    "period_end": _day,
    "lead_organisation": _line,
    "description": _description,
    "target_responses": _target,
}
