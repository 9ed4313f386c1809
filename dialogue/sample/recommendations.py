"""Twelve recommendations of a committee, in every state that one can be in, with what the addressees did."""

from datetime import timedelta

from django.utils import timezone

from sse_portal.records.tags import set_tags
from sse_portal.records.values import folded

from ..models import (
    Addressee,
    Comment,
    Consultation,
    KeyAction,
    ManagementResponse,
    ProgressUpdate,
    Recommendation,
    RecommendationText,
    Verification,
)
from ..services.common import next_code
from ..services.heads import keep_action, keep_heads
from .texts import rows, said, words

ANSWER_DAYS = 28
REPORT = "https://portal.example/sample/report"
# Status; answer; for each action how far it went (its updates, the last one holds) and when it is due.
LIVES = (
    ("closed", "accepted", (("verified", -60), ("verified", -40))),
    ("transmitted", "accepted", (("verified", -20), ("ongoing", 60))),
    ("transmitted", "accepted", (("completed", -5), ("not_started", 120))),
    ("transmitted", "partially", (("ongoing", -30), ("not_started", None))),
    ("transmitted", "rejected", ()),
    ("transmitted", None, ()),
    ("transmitted", "noted", (("ongoing", None),)),
    ("adopted", None, ()),
    ("in_consultation", None, ()),
    ("draft", None, ()),
    ("withdrawn", None, ()),
    ("superseded", "accepted", (("not_applicable", None),)),
)
# What was told on the way to a state.
STEPS = {
    "not_started": (),
    "ongoing": (("ongoing", 20, "ongoing"), ("ongoing", 50, "half")),
    "completed": (("ongoing", 50, "half"), ("completed", 100, "completed")),
    "verified": (("ongoing", 30, "ongoing"), ("ongoing", 50, "half"), ("completed", 100, "completed")),
    "not_applicable": (("not_applicable", None, "ongoing"),),
}
ACTIONS = ("draft", "consult", "budget", "train")


class Recommendations:
    """Makes the recommendations of a committee out of its meetings. `by` recorded them, `checker` verified."""

    def __init__(self, by, checker, decide, pin, addressees):
        self.by, self.checker, self.decide, self.pin = by, checker, decide, pin
        self.addressees = addressees

    def make(self, committee, meetings):
        """Twelve of a national committee, two of the regional one."""
        held = [meeting for meeting in meetings if meeting.status in ("held", "closed")]
        lives = LIVES if committee.country_id else LIVES[1:3]
        made = []
        for number, (row, life) in enumerate(zip(rows("recommendation"), lives, strict=False)):
            made.append(self._one(committee, held[number % len(held)], row, number, life))
        if committee.country_id:
            old, new = made[11], made[7]
            new.supersedes = old
            new.save(update_fields=["supersedes"])
        return made

    def _one(self, committee, meeting, row, number, life):
        status, answer, actions = life
        title, text = words(row, committee.country_id), said("text", "", committee.country_id)
        drafted = meeting.starts_at - timedelta(days=20)
        recommendation = Recommendation.objects.create(
            committee=committee, country_id=committee.country_id, title=title, text=text,
            title_folded=folded(title), origin="study", proposed_by=self.by, created_at=drafted, is_sample=True,
        )  # fmt: skip
        RecommendationText.objects.create(
            recommendation=recommendation, number=1, title=title, text=text, at=drafted, by=self.by
        )
        set_tags(recommendation, {"theme": [row["theme"]], "SDG": [row["sdg"]]})
        if status != "draft":
            self.pin(recommendation, number)
            self._go_on(recommendation, meeting, status)
        for place, organization in enumerate(self._addressed(recommendation, number)):
            self._addressee(recommendation, organization, meeting, answer, actions if place == 0 else ())
        keep_heads([recommendation.pk])
        recommendation.refresh_from_db()
        return recommendation

    def _go_on(self, recommendation, meeting, status):
        """The steps that led to a status, each with its time."""
        moment = meeting.starts_at + timedelta(minutes=20)
        values = {"status": status, "published_at": moment}
        if status == "withdrawn":
            values = {"status": status, "closed_at": moment, "closing_reason": "Taken up by another one."}
        if status != "withdrawn":
            values["code"] = next_code(meeting.committee, "R", meeting.starts_at.date())
        if status in ("adopted", "transmitted", "closed", "superseded"):
            item = meeting.agenda.filter(kind="decision").last()
            decision = self.decide(meeting, item, recommendation.title, recommendation=recommendation)
            values |= {"adopted_at": decision.decided_at, "adopted_by": decision}
        if status in ("transmitted", "closed", "superseded"):
            values["transmitted_at"] = moment + timedelta(days=5)
        if status in ("closed", "superseded"):
            values["closed_at"] = min(timezone.now(), moment + timedelta(days=150))
            values["closing_reason"] = "All of it is done." if status == "closed" else ""
        if status == "in_consultation":
            values["consulted_at"] = timezone.now() - timedelta(days=10)
        for name, value in values.items():
            setattr(recommendation, name, value)
        recommendation.save()
        if status == "in_consultation":
            self._consult(recommendation)

    def _addressed(self, recommendation, number):
        if recommendation.status in ("draft", "in_consultation", "withdrawn"):
            return []
        pool = self.addressees(recommendation.country_id)
        return [pool[(number + place) % len(pool)] for place in range(1 + (number % 3 == 0))]

    def _addressee(self, recommendation, organization, meeting, answer, actions):
        sent = recommendation.transmitted_at
        addressee = Addressee.objects.create(
            recommendation=recommendation, organization=organization, transmitted_at=sent,
            answer_due_on=(sent + timedelta(days=ANSWER_DAYS)).date() if sent else None,
        )  # fmt: skip
        if not answer or not sent:
            return
        answered = min(sent + timedelta(days=20), timezone.now() - timedelta(days=1))
        ManagementResponse.objects.create(
            addressee=addressee, position=answer, responded_on=answered.date(), at=answered,
            justification=said("answer", answer, recommendation.country_id),
        )  # fmt: skip
        for place, (state, due) in enumerate(actions):
            self._action(addressee, place, state, due, answered)

    def _action(self, addressee, place, state, due, begun):
        country = addressee.recommendation.country_id
        due_on = timezone.localdate() + timedelta(days=due) if due is not None else None
        action = KeyAction.objects.create(
            recommendation=addressee.recommendation, addressee=addressee, responsible=addressee.organization,
            position=place, title=said("action", ACTIONS[place % len(ACTIONS)], country), first_due_on=due_on,
            due_on=due_on, depends_on_funding=place == 1, weight=2 - place % 2, created_at=begun, told_at=begun,
            indicator={"en": "Share of provinces covered"}, unit="percent", baseline=0, target=100,
        )  # fmt: skip
        update, at = None, begun
        for number, (reached, percent, narrative) in enumerate(STEPS[state], start=1):
            at = begun + (timezone.now() - begun) * number / (len(STEPS[state]) + 1)
            update = ProgressUpdate.objects.create(
                action=action, state=reached, percent=percent, value=percent, at=at, due_on=due_on,
                on_behalf_of=addressee.organization, narrative=said("progress", narrative, country),
                proof_url=REPORT if reached == "completed" else "",
            )  # fmt: skip
        if state == "verified":
            at = at + (timezone.now() - at) / 2
            Verification.objects.create(update=update, at=at, by=self.checker, verdict="adequate")
        keep_action(action)

    def _consult(self, recommendation):
        country, now = recommendation.country_id, timezone.now()
        consultation = Consultation.objects.create(
            committee=recommendation.committee, country_id=country, recommendation=recommendation,
            title=said("consultation", "", country), opens_at=recommendation.consulted_at,
            closes_at=now + timedelta(days=20), subject=paragraphs(recommendation.text), is_sample=True,
        )  # fmt: skip
        for number, row in enumerate(rows("comment")):
            at = recommendation.consulted_at + timedelta(days=number + 1)
            comment = {"state": "shown", "moderated_by": self.by, "moderated_at": at}
            if row["code"] == "change":
                comment |= {
                    "disposition": "taken_up", "disposed_by": self.by, "disposed_at": at + timedelta(days=2),
                    "disposition_reason": said("disposition", "taken_up", country),
                }  # fmt: skip
            Comment.objects.create(
                consultation=consultation, text=row["en"], language="en", position=row["code"],
                anchor=f"p{number % 2 + 1}", on_behalf_of_name="Sample association", created_at=at, **comment,
            )  # fmt: skip


def paragraphs(text):
    """The paragraphs of a text by language, as a consultation shows them."""
    split = {language: part.split("\n\n") for language, part in text.items()}
    count = max(map(len, split.values()))
    return [
        {
            "anchor": f"p{place + 1}", "title": {},
            "text": {language: parts[place] for language, parts in split.items() if place < len(parts)},
        }
        for place in range(count)
    ]  # fmt: skip
