"""What happened to an organisation and through it, by its public dated facts: the same for every reader."""

from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from zoneinfo import ZoneInfo

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.basics.text import in_language

from ..models import Activity, Agreement, Event, Relationship, Resource

SHOWN = 40


@dataclass(frozen=True)
class Moment:
    """Something that happened on a day; of some only the year is known. `name` is whom or what it is about."""

    day: date
    what: str
    name: str = ""
    url: str = ""
    is_year: bool = False

    @property
    def year(self):
        return self.day.year


@dataclass(frozen=True)
class Timeline:
    """Moments, newest first; `is_cut` when there are older ones."""

    moments: tuple
    is_cut: bool


def timeline_of(organization, language, today):
    """The newest moments up to `today`. At most nine queries, whatever there is."""
    moments = [*_own(organization)]
    for part in (_relationships, _agreements, _activities, _events, _resources):
        moments += part(organization, language, today)
    newest = nlargest(SHOWN, moments, key=lambda moment: (moment.day, not moment.is_year, moment.what))
    return Timeline(tuple(newest), len(moments) > SHOWN)


def _page(name, uid):
    return reverse(f"network:{name}-detail", args=[uid])


def _own(organization):
    if organization.founded:
        yield Moment(date(organization.founded, 1, 1), _("Founded"), is_year=True)
    if organization.dissolved:
        yield Moment(date(organization.dissolved, 12, 31), _("Dissolved"), is_year=True)


def _newest(rows, field, today, *columns):
    """The newest rows by a date that is not after today: (date, *columns)."""
    dated = rows.filter(**{f"{field}__lte": today}).order_by(f"-{field}", "-id")
    return dated.values_list(field, *columns)[:SHOWN]


SENTENCES = {
    "member_of": (gettext_lazy("Became a member of"), gettext_lazy("Gained a member")),
    "funds": (gettext_lazy("Began to fund"), gettext_lazy("Began to be funded by")),
    "supervises": (gettext_lazy("Began to supervise"), gettext_lazy("Came under the supervision of")),
    "supports": (gettext_lazy("Began to support"), gettext_lazy("Began to be supported by")),
    "partner_of": (gettext_lazy("Began to work with"), gettext_lazy("Began to work with")),
    "successor_of": (gettext_lazy("Became the successor of"), gettext_lazy("Was succeeded by")),
}
ENDS = {
    "member_of": (gettext_lazy("Left as a member"), gettext_lazy("Lost a member")),
    "funds": (gettext_lazy("Ceased to fund"), gettext_lazy("Ceased to be funded by")),
    "supervises": (gettext_lazy("Ceased to supervise"), gettext_lazy("Left the supervision of")),
    "supports": (gettext_lazy("Ceased to support"), gettext_lazy("Ceased to be supported by")),
    "partner_of": (gettext_lazy("Ceased to work with"), gettext_lazy("Ceased to work with")),
    "successor_of": (
        gettext_lazy("Ceased to be the successor of"),
        gettext_lazy("Ceased to be succeeded by"),
    ),
}


def _relationships(organization, language, today):
    rows = Relationship.objects.public().of(organization)
    columns = ("kind", "subject_id", "subject__name", "subject__uid", "object__name", "object__uid")
    for field, sentences in (("starts_on", SENTENCES), ("ends_on", ENDS)):
        for day, kind, subject, name, uid, other_name, other_uid in _newest(rows, field, today, *columns):
            is_subject = subject == organization.pk
            other = (other_name, other_uid) if is_subject else (name, uid)
            what = str(sentences[kind][0 if is_subject else 1])
            yield Moment(day, what, other[0], _page("organization", other[1]))


def _agreements(organization, language, today):
    rows = Agreement.objects.public().with_party(organization).exclude(status=Agreement.Status.DRAFT)
    acts = {
        "signed_on": _("Agreement signed"),
        "ends_on": _("Agreement ended"),
        "terminated_on": _("Agreement terminated"),
    }
    for field, what in acts.items():
        found = rows.exclude(status=Agreement.Status.TERMINATED) if field == "ends_on" else rows
        for day, title, uid in _newest(found, field, today, "title", "uid"):
            yield Moment(day, what, in_language(title, language), _page("agreement", uid))


def _activities(organization, language, today):
    rows = Activity.objects.public().with_participant(organization).exclude(status=Activity.Status.CANCELLED)
    rows = rows.annotate(begun=Coalesce("actual_start", "planned_start"))
    acts = {"begun": _("Activity began"), "actual_end": _("Activity ended")}
    for field, what in acts.items():
        for day, title, uid in _newest(rows, field, today, "title", "uid"):
            yield Moment(day, what, in_language(title, language), _page("activity", uid))


def _events(organization, language, today):
    rows = Event.objects.public().filter(organizer=organization).exclude(status=Event.Status.CANCELLED)
    found = rows.order_by("-starts_at", "-id").values_list("starts_at", "timezone", "title", "uid")[:SHOWN]
    for moment, zone, title, uid in found:
        day = moment.astimezone(ZoneInfo(zone)).date()
        if day <= today:
            yield Moment(day, _("Event"), in_language(title, language), _page("event", uid))


def _resources(organization, language, today):
    rows = Resource.objects.public().filter(publisher=organization)
    found = rows.order_by("-published_at", "-id").values_list("published_at", "title", "uid")[:SHOWN]
    for moment, title, uid in found:
        yield Moment(
            moment.date(), _("Resource published"), in_language(title, language), _page("resource", uid)
        )
