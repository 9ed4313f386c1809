"""Writes to studies."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.records.services import remember, update_record

from ..models import Study

NEXT = {
    Study.Status.PLANNED: {Study.Status.OPEN},
    Study.Status.OPEN: {Study.Status.CLOSED},
    Study.Status.CLOSED: {Study.Status.OPEN},
}


class WaveTaken(Conflict):
    """The country has a study of that wave already."""

    code, field = "wave-taken", "wave"


class WrongStatus(Conflict):
    """The record's status does not allow the act."""

    code, field = "wrong-status", "status"


def _check_period(start, end):
    if end <= start:
        raise Invalid(_("The period ends before it begins."), field="period_end")


@transaction.atomic
def create_study(*, by, country, title, wave, period_start, period_end, **details):
    """Set up a study of a country (ISO code); it is planned until it is opened."""
    require(by, Can.MANAGE_STUDIES, country)
    _check_period(period_start, period_end)
    values = {"title": title, "wave": wave, "period_start": period_start, "period_end": period_end, **details}
    try:
        with transaction.atomic():
            study = Study.objects.create(country_id=country, **values)
    except IntegrityError as error:
        raise WaveTaken(_("There is a study of this wave already.")) from error
    remember("created", study, by=by, after=values, country=country)
    return study


@transaction.atomic
def change_study(*, by, study, version, **values):
    """Change a study's description, if nobody did since `version`."""
    require(by, Can.MANAGE_STUDIES, study.country_id)
    _check_period(values.get("period_start", study.period_start), values.get("period_end", study.period_end))
    try:
        with transaction.atomic():
            return update_record(study, values, by=by, version=version, country=study.country_id)
    except IntegrityError as error:
        raise WaveTaken(_("There is a study of this wave already.")) from error


@transaction.atomic
def move_study(*, by, study, status, version, reason=""):
    """Open a study for responses, close it, or open it again."""
    require(by, Can.MANAGE_STUDIES, study.country_id)
    if status not in NEXT[study.status]:
        raise WrongStatus(_("A study that is “%(status)s” cannot take this step.") % {"status": study.status})
    return update_record(
        study, {"status": status}, by=by, version=version, act=status, country=study.country_id, reason=reason
    )
