"""Plain functions that make records of the dialogue. What a test is about, it says itself; the rest is plausible."""

from datetime import UTC, date, datetime
from itertools import count

from dialogue.models import (
    Addressee,
    AgendaItem,
    Comment,
    Committee,
    Consultation,
    Decision,
    Document,
    Evidence,
    KeyAction,
    ManagementResponse,
    Meeting,
    Membership,
    Minutes,
    Presence,
    ProgressUpdate,
    Recommendation,
    RecommendationText,
    RuleSet,
    Seat,
)
from dialogue.services.heads import keep_action, keep_heads
from sse_portal.records.values import folded
from tests.network.factories import a_person, an_organization

_numbers = count(1)
PAST = datetime(2026, 3, 2, 2, tzinfo=UTC)

RULES = {
    "format": 1,
    "seats": {"GOV": 4, "EMP": 3, "WRK": 3, "SSE": 3, "EXP": 2, "OBS": 1},
    "balance": {"equal": ["EMP", "WRK"], "women_at_least": "30"},
    "quorum": {"share": "50", "of": "filled", "present": {"GOV": 1, "EMP": 1, "WRK": 1}},
    "decision": {"method": "consensus", "majority": "66.7"},
    "notice_days": 14,
    "meetings_a_year": 2,
    "minutes_days": 30,
}


def a_committee(country="KH", **fields):
    """An established public committee; `country` None: the regional one."""
    name = fields.pop("name", {"en": f"Advisory committee {next(_numbers)}"})
    plain = {
        "name_folded": folded(name), "status": "established", "established_on": date(2024, 1, 15),
        "timezone": "Asia/Phnom_Penh", "email": "committee@example.org",
    }  # fmt: skip
    return Committee.objects.create(country_id=country, name=name, **plain | fields)


def a_rule_set(committee, document=None, **fields):
    number = committee.rule_sets.count() + 1
    plain = {"number": number, "effective_from": date(2024, 1, number)}
    return RuleSet.objects.create(committee=committee, document=document or RULES, **plain | fields)


def a_seat(committee, constituency="GOV", **fields):
    return Seat.objects.create(committee=committee, constituency=constituency, **fields)


def a_membership(seat, person=None, organization=None, **fields):
    """Somebody on a seat since 2024."""
    country = seat.committee.country_id
    person = person or a_person(country, sex=fields.pop("sex", "female"))
    plain = {"starts_on": date(2024, 2, 1), "on_behalf_of": organization or an_organization(country)}
    return Membership.objects.create(seat=seat, person=person, **plain | fields)


def a_meeting(committee, **fields):
    """A convened meeting to come, in the country's capital."""
    plain = {
        "title": {"en": f"Meeting {next(_numbers)}"}, "timezone": committee.timezone, "place": "Phnom Penh",
        "starts_at": datetime(2027, 3, 2, 2, tzinfo=UTC), "ends_at": datetime(2027, 3, 2, 9, tzinfo=UTC),
        "status": "convened", "convened_at": PAST, "told_at": PAST,
    }  # fmt: skip
    return Meeting.objects.create(committee=committee, **plain | fields)


def a_held_meeting(committee, **fields):
    plain = {"starts_at": PAST, "ends_at": PAST.replace(hour=9), "status": "held"}
    return a_meeting(committee, **plain | {"convened_at": datetime(2026, 2, 1, tzinfo=UTC)} | fields)


def an_agenda_item(meeting, **fields):
    position = meeting.agenda.count() + 1
    plain = {"title": {"en": f"Item {position}"}, "position": position}
    return AgendaItem.objects.create(meeting=meeting, **plain | fields)


def a_presence(meeting, seat, **fields):
    return Presence.objects.create(meeting=meeting, seat=seat, **fields)


def some_minutes(meeting, **fields):
    """The draft of the minutes of a meeting."""
    return Minutes.objects.create(
        meeting=meeting, **{"text": {"en": "All agreed.\n\nThe meeting closed."}} | fields
    )


def a_decision(meeting, **fields):
    number = next(_numbers)
    plain = {
        "code": f"KHM-2026-D{number:03d}", "title": {"en": f"Decision {number}"}, "outcome": "adopted",
        "method": "consensus", "decided_at": meeting.starts_at, "quorum": "yes",
    }  # fmt: skip
    return Decision.objects.create(committee=meeting.committee, meeting=meeting, **plain | fields)


def a_document(committee, **fields):
    return Document.objects.create(committee=committee, **{"title": f"Paper {next(_numbers)}"} | fields)


def a_recommendation(committee, status="adopted", **fields):
    """A public recommendation of a committee, adopted if nothing else is said; in draft it has no code."""
    number, is_draft = next(_numbers), status == "draft"
    title = fields.pop("title", {"en": f"Recommendation {number}"})
    plain = {
        "title_folded": folded(title), "text": {"en": "The ministry keeps a register.\n\nIt is public."},
        "code": None if is_draft else f"KHM-2026-R{number:03d}",
        "published_at": None if is_draft else PAST,
    }  # fmt: skip
    reached = {
        "adopted_at": ("adopted", "transmitted", "closed", "superseded"), "transmitted_at": ("transmitted", "closed"),
        "closed_at": ("closed", "withdrawn", "superseded"), "consulted_at": ("in_consultation",),
    }  # fmt: skip
    plain |= {name: PAST for name, states in reached.items() if status in states}
    recommendation = Recommendation.objects.create(
        committee=committee, country_id=committee.country_id, status=status, title=title, **plain | fields
    )
    RecommendationText.objects.create(
        recommendation=recommendation, number=1, title=title, text=recommendation.text
    )
    return recommendation


def an_addressee(recommendation, organization=None, **fields):
    organization = organization or an_organization(recommendation.country_id, kind="government")
    plain = {"transmitted_at": recommendation.transmitted_at, "answer_due_on": date(2026, 3, 30)}
    addressee = Addressee.objects.create(
        recommendation=recommendation, organization=organization, **plain | fields
    )
    keep_heads([recommendation.pk])
    return addressee


def a_pinned_definition(recommendation, definition, **fields):
    return Evidence.objects.create(
        recommendation=recommendation, kind="definition", definition=definition, **fields
    )


def a_response(addressee, position="accepted", **fields):
    plain = {"responded_on": date(2026, 3, 20), "justification": {"en": "We agree."}}
    response = ManagementResponse.objects.create(addressee=addressee, position=position, **plain | fields)
    keep_heads([addressee.recommendation_id])
    return response


def a_key_action(addressee, **fields):
    """An action without a due date, not begun."""
    plain = {"title": {"en": f"Action {next(_numbers)}"}, "told_at": PAST}
    action = KeyAction.objects.create(
        recommendation=addressee.recommendation, addressee=addressee, responsible=addressee.organization,
        **plain | fields,
    )  # fmt: skip
    keep_heads([action.recommendation_id])
    return action


def an_update(action, state="ongoing", **fields):
    """A line of progress, with the head of the action moved as the service does."""
    if state == "completed":
        fields = {"proof_url": "https://example.org/proof"} | fields
    update = ProgressUpdate.objects.create(action=action, state=state, **fields)
    keep_action(action)
    return update


def a_consultation(subject, committee=None, **fields):
    """An open consultation about a recommendation, or about a definition if it is no recommendation."""
    is_recommendation = isinstance(subject, Recommendation)
    committee = committee or subject.committee
    plain = {
        "title": {"en": f"Consultation {next(_numbers)}"}, "opens_at": PAST,
        "closes_at": datetime(2100, 1, 1, tzinfo=UTC), "country_id": committee.country_id,
        "recommendation" if is_recommendation else "definition": subject,
        "subject": [{"anchor": "p1", "title": {}, "text": {"en": "The ministry keeps a register."}}],
    }  # fmt: skip
    return Consultation.objects.create(committee=committee, **plain | fields)


def a_comment(consultation, **fields):
    plain = {"text": "Good.", "position": "support", "state": "shown", "anchor": "p1", "language": "en"}
    return Comment.objects.create(consultation=consultation, **plain | fields)
