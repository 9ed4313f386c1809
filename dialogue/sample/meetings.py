"""A year of meetings: convened, held, closed, with presence, minutes and decisions."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from sse_portal.records.services import digest_of
from sse_portal.reference import summaries as reference

from ..models import AgendaItem, Decision, Meeting, Minutes, Presence, VoteCount
from ..services.common import next_code
from ..services.quorums import quorum_at
from .texts import said

# Days from today, status, mode; a number of the row of texts.
YEAR = (
    ("1", -330, "closed", "in_person"),
    ("2", -215, "closed", "hybrid"),
    ("3", -95, "closed", "in_person"),
    ("4", -18, "held", "online"),
    ("5", 24, "convened", "hybrid"),
)
# The committee of one country has not met for more than a year.
SILENT = (("1", -430, "closed", "in_person"), ("2", 40, "convened", "in_person"))
ITEMS = ("minutes", "study", "definition", "recommendations", "progress")
HOURS = timedelta(hours=3)


class Meetings:
    """Makes the meetings of a committee. `decide(meeting, item, …)` is for what follows from them."""

    def __init__(self, by, today):
        self.by, self.today = by, today

    def make(self, committee, is_silent=False):
        """The meetings in their order."""
        made, previous = [], None
        for number, days, status, mode in SILENT if is_silent else YEAR:
            meeting = self._meeting(committee, number, days, status, mode, previous)
            self._agenda(meeting, previous)
            if status in ("held", "closed"):
                self._presence(meeting)
                self._minutes(meeting, previous)
            made.append(meeting)
            previous = meeting
        return made

    def _meeting(self, committee, number, days, status, mode, previous):
        day = self.today + timedelta(days=days)
        begins = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(committee.timezone))
        convened = min(begins - timedelta(days=21), timezone.now() - timedelta(days=3))
        country = reference.country(committee.country_id) if committee.country_id else None
        return Meeting.objects.create(
            committee=committee, title=said("meeting", number, committee.country_id), starts_at=begins,
            ends_at=begins + HOURS, timezone=committee.timezone, mode=mode, previous=previous, status=status,
            place="" if mode == "online" else (country.capitals["en"] if country else "Bangkok"),
            online_address="" if mode == "in_person" else "https://meet.example.org/sample",
            convened_at=convened, told_at=convened, is_sample=True,
        )  # fmt: skip

    def _agenda(self, meeting, previous):
        country, position = meeting.committee.country_id, 0
        for code in ITEMS:
            if code == "minutes" and (previous is None or not hasattr(previous, "minutes")):
                continue
            position += 1
            AgendaItem.objects.create(
                meeting=meeting, position=position, title=said("item", code, country),
                kind={"minutes": "minutes", "progress": "information", "study": "discussion"}.get(code, "decision"),
                minutes_planned=30, minutes=previous.minutes if code == "minutes" else None,
                visibility="committee" if code == "progress" else "public",
            )  # fmt: skip

    def _presence(self, meeting):
        """Most are there; some are excused, and of one it was not written down."""
        for number, seat in enumerate(meeting.committee.seats.order_by("position")):
            holder = seat.memberships.in_force_on(meeting.starts_at.date()).first()
            if holder is None or number == 9:
                continue
            is_there = (number + meeting.starts_at.month) % 6 != 0
            Presence.objects.create(
                meeting=meeting, seat=seat, person_id=holder.person_id,
                state="present" if is_there else "excused",
                left_at=meeting.ends_at - timedelta(minutes=30) if number == 4 and is_there else None,
            )  # fmt: skip

    def _minutes(self, meeting, previous):
        Minutes.objects.create(
            meeting=meeting, text=said("minutes", "", meeting.committee.country_id), is_sample=True,
            status="circulated" if meeting.status == "closed" else "draft",
            circulated_at=meeting.ends_at + timedelta(days=6) if meeting.status == "closed" else None,
        )  # fmt: skip
        if previous is not None and hasattr(previous, "minutes"):
            self.approve(meeting, previous.minutes)

    def approve(self, meeting, minutes):
        """A later meeting approves the minutes, which are then published."""
        item = meeting.agenda.get(kind="minutes")
        self.decide(meeting, item, said("decision", "minutes", meeting.committee.country_id), minutes=minutes)
        minutes.status, minutes.approved_at, minutes.approved_by_item = "published", meeting.starts_at, item
        minutes.published_at = meeting.ends_at + timedelta(days=2)
        minutes.digest = digest_of(minutes.text)
        minutes.save()

    def decide(self, meeting, item, title, **about):
        """A decision by consensus twenty minutes after the beginning, with the quorum as it was."""
        moment = meeting.starts_at + timedelta(minutes=20)
        quorum = quorum_at(meeting, moment)
        is_vote = "recommendation" in about
        decision = Decision.objects.create(
            committee=meeting.committee, meeting=meeting, item=item, title=title, outcome="adopted",
            code=next_code(meeting.committee, "D", meeting.starts_at.date()),
            method="vote" if is_vote else "consensus", decided_at=moment, rule_set=quorum.rule_set,
            quorum=quorum.verdict, quorum_reasons=list(quorum.reasons), seats_present=list(quorum.present),
            override_reason="" if quorum.verdict == "yes" else "One attendance was not written down (synthetic).",
            is_sample=True, **about,
        )  # fmt: skip
        if is_vote:
            for constituency, votes in (("GOV", 3), ("EMP", 2), ("WRK", 3), ("SSE", 3)):
                VoteCount.objects.create(
                    decision=decision, constituency=constituency, votes_for=votes,
                    abstentions=int(constituency == "EMP"),
                )  # fmt: skip
        return decision
