"""Minutes: written, circulated, approved by a later meeting, published; corrigenda after that."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.records.services import digest_of, remember, update_record
from sse_portal.records.values import Choice, Words, read_values

from ..models import Corrigendum, Happening, Meeting, Minutes, Visibility
from .common import require_runner, tell

Status = Minutes.Status
MOST_TEXT = 100_000
OPEN = (Status.DRAFT, Status.CIRCULATED)
WRITABLE = (Meeting.Status.HELD, Meeting.Status.CLOSED)
FIELDS = {
    "text": Words(MOST_TEXT),
    "visibility": Choice(Visibility, blank=Visibility.PUBLIC.value),
}


class NotHeld(Conflict):
    """Minutes are of a meeting that was held."""

    code, field = "not-held", "status"


class Sealed(Conflict):
    """Approved minutes never change: what is wrong is put right by a corrigendum (D4)."""

    code, field = "minutes-sealed", "text"


class WrongStep(Conflict):
    """The minutes are not where this step begins."""

    code, field = "wrong-status", "status"


class NotALaterMeeting(Conflict):
    """Minutes are approved under an item of a later meeting of the same committee, which is about them."""

    code, field = "not-a-later-meeting", "item"


@transaction.atomic
def write_minutes(*, by, meeting, values, version=None, is_sample=False):
    """Write the minutes of a meeting, or change them until they are approved. `version` None: there are none yet.

    `values`: text by language (Markdown), visibility. Raises NotHeld, Sealed, Invalid, StaleVersion, Conflict.
    """
    country = meeting.committee.country_id
    require_runner(by, country)
    if meeting.status not in WRITABLE:
        raise NotHeld(_("Minutes are written of a meeting that was held."))
    minutes = Minutes.objects.filter(meeting=meeting).first()
    given = read_values(FIELDS, values, complete=minutes is None)
    if minutes is not None and version is not None:
        return _change(minutes, given, by, version)
    made = Minutes(meeting=meeting, is_sample=is_sample, **given)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This meeting has minutes already.")) from error
    remember("written", made, by=by, country=country, after={"languages": sorted(made.text)})
    return made


def _change(minutes, given, by, version):
    if minutes.status not in OPEN and given.get("text", minutes.text) != minutes.text:
        raise Sealed(_("Approved minutes do not change. Add a corrigendum."))
    return _move(minutes, given, "changed", by, version)


@transaction.atomic
def circulate_minutes(*, by, minutes, version):
    """Let the members read them. Raises WrongStep, StaleVersion."""
    require_runner(by, _country(minutes))
    _require(minutes, Status.DRAFT)
    if not minutes.text:
        raise WrongStep(_("Write the text first."), field="text")
    return _move(
        minutes, {"status": Status.CIRCULATED, "circulated_at": timezone.now()}, "circulated", by, version
    )


def approve_minutes(*, by, minutes, item):
    """What an adopted decision does: the text is sealed with its digest. Call it in the decision's transaction.

    Raises NotALaterMeeting, WrongStep.
    """
    require_runner(by, _country(minutes))
    own = minutes.meeting
    is_about = item.kind == item.Kind.MINUTES and item.minutes_id == minutes.pk
    is_later = item.meeting.committee_id == own.committee_id and item.meeting.starts_at > own.starts_at
    if not (is_about and is_later):
        raise NotALaterMeeting(_("A later meeting approves them, under an item that is about them."))
    _require(minutes, Status.CIRCULATED)
    values = {
        "status": Status.APPROVED,
        "approved_at": timezone.now(),
        "approved_by_item_id": item.pk,
        "digest": digest_of(minutes.text),
    }
    return _move(minutes, values, "approved", by, minutes.version)


@transaction.atomic
def publish_minutes(*, by, minutes, version):
    """Approved minutes become public, as far as their visibility goes. Raises WrongStep, StaleVersion."""
    require_runner(by, _country(minutes))
    _require(minutes, Status.APPROVED)
    _move(minutes, {"status": Status.PUBLISHED, "published_at": timezone.now()}, "published", by, version)
    tell(
        Happening.Kind.MINUTES_PUBLISHED, minutes.meeting.committee, meeting=minutes.meeting,
        visibility=minutes.visibility,
    )  # fmt: skip
    return minutes


@transaction.atomic
def add_corrigendum(*, by, minutes, text):
    """Put right what was found wrong in approved minutes. `text` by language. Raises WrongStep, Invalid."""
    require_runner(by, _country(minutes))
    _require(minutes, Status.APPROVED, Status.PUBLISHED)
    given = read_values({"text": Words(10_000, required=True)}, {"text": text}, complete=True)
    Minutes.objects.select_for_update().get(pk=minutes.pk)
    line = Corrigendum.objects.create(
        minutes=minutes, number=minutes.corrigenda.count() + 1, text=given["text"], by=by
    )
    remember("corrected", minutes, by=by, country=_country(minutes), after={"number": line.number})
    return line


def _require(minutes, *statuses):
    if minutes.status not in statuses:
        message = _("The minutes are %(status)s: this step does not begin there.")
        raise WrongStep(message % {"status": minutes.get_status_display()})


def _move(minutes, values, act, by, version):
    return update_record(minutes, values, by=by, version=version, act=act, country=_country(minutes))


def _country(minutes):
    return minutes.meeting.committee.country_id
