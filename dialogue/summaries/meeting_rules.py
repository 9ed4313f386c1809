"""Which of its rules about meetings a committee does not meet, as far as the reader may know its meetings."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Committee, Meeting, Minutes, RuleSet
from ..querysets.common import committees_of
from ..services.common import may_run
from ..services.meeting_days import day_of

YEAR = timedelta(days=365)
# More than a committee holds in many years.
MOST_HELD = 100
NO_MEETING, TOO_FEW, SHORT_NOTICE, LATE_MINUTES = (
    "no-meeting-in-12-months", "too-few-meetings", "notice-too-short", "minutes-late",
)  # fmt: skip


@dataclass(frozen=True)
class NotMet:
    """A rule that is not met, in words; `meeting` is the public identifier of the one at fault, or empty.

    `since` is the day from which on it was not met.
    """

    code: str
    text: str
    since: date
    meeting: str = ""


def rules_not_met(committee, today, user):
    """The rules that a committee at work does not meet on a day, judged by the meetings that `user` may know.

    One meeting in 12 months at least (ILO C144, article 5); as many as its own rules ask; notice; minutes in time.
    A meeting that the reader may not know leaves no trace here either.
    """
    if committee.status != Committee.Status.ESTABLISHED:
        return ()
    rules = RuleSet.objects.of_committee(committee).in_force_on(today).first()
    document = rules.document if rules else {}
    known = Meeting.objects.visible_to(user).of_committee(committee)
    held = list(known.took_place().latest_first()[:MOST_HELD])
    found = [*_seldom(committee, document, held, today), *_notice(document, known)]
    if may_run(user, committee.country_id) or committee.pk in committees_of(user):
        found += _late_minutes(document, held, today)
    return tuple(found)


def _seldom(committee, document, held, today):
    """No meeting at all in a year (D11), or fewer than the rules ask; not in the first year of its work."""
    began = committee.established_on
    days = [day_of(each) for each in held]
    last = max((day for day in days if day <= today), default=began)
    if last + YEAR < today:
        yield NotMet(NO_MEETING, _("No meeting in the last 12 months."), last + YEAR)
        return
    count, asked = sum(today - YEAR < day <= today for day in days), document.get("meetings_a_year") or 0
    if count < asked and began + YEAR <= today:
        text = ngettext(
            "%(held)d meeting in the last 12 months; its rules ask for %(asked)d.",
            "%(held)d meetings in the last 12 months; its rules ask for %(asked)d.",
            count,
        )
        yield NotMet(TOO_FEW, text % {"held": count, "asked": asked}, today)


def _notice(document, known):
    """Meetings to come, and of the last year, that were made known too late."""
    asked = document.get("notice_days") or 0
    since = timezone.now() - YEAR
    for meeting in known.standing().filter(starts_at__gte=since).soonest_first():
        if meeting.convened_at is None:
            continue
        given = (meeting.starts_at - meeting.convened_at).days
        if given < asked:
            text = ngettext(
                "%(given)d day of notice; its rules ask for %(asked)d.",
                "%(given)d days of notice; its rules ask for %(asked)d.",
                given,
            )
            yield NotMet(
                SHORT_NOTICE, text % {"given": given, "asked": asked}, day_of(meeting), str(meeting.uid)
            )


def _late_minutes(document, held, today):
    """Held meetings whose minutes were not circulated in time. Only the committee knows of circulated ones."""
    if not (asked := document.get("minutes_days")):
        return
    circulated = Minutes.objects.filter(meeting__in=held, circulated_at__isnull=False)
    done = dict(circulated.values_list("meeting", "circulated_at"))
    for meeting in held:
        due = day_of(meeting) + timedelta(days=asked)
        if meeting.pk not in done and due < today:
            yield NotMet(LATE_MINUTES, _("The minutes are late."), due, str(meeting.uid))
