"""Who may do what at the addresses of decisions, presence and minutes."""

from tests.dialogue.factories import (
    PAST,
    a_committee,
    a_decision,
    a_held_meeting,
    an_agenda_item,
    some_minutes,
)

from ..roles import PUBLIC, only

KEEPERS = ("secretariat", "admin")
CHANGES = only(200, *KEEPERS)
UNSEEN = only(200, *KEEPERS, others=404)
FOR_KEEPERS = only(200, *KEEPERS, others=404, anonymous=404)
AT, OF = "decisions/", "meetings/<uuid:id>/"
MET, UNWRITTEN, APPROVED = (f"meetings/{{decision_{name}}}/" for name in ("meeting", "unwritten", "approved"))

TABLE = {
    AT: {"GET": {AT: PUBLIC, f"{AT}?format=csv": PUBLIC}, "POST": {AT: only(201, *KEEPERS)}},
    f"{AT}<code:id>/": {
        "GET": {f"{AT}{{decision_public}}/": PUBLIC, f"{AT}{{decision_secret}}/": FOR_KEEPERS}
    },
    f"{OF}presence/": {"GET": {f"{MET}presence/": FOR_KEEPERS}, "POST": {f"{MET}presence/": CHANGES}},
    f"{OF}minutes/": {
        "GET": {f"{MET}minutes/": FOR_KEEPERS},
        "POST": {f"{UNWRITTEN}minutes/": only(201, *KEEPERS)},
        "PATCH": {f"{MET}minutes/": UNSEEN},
    },
    f"{OF}minutes/circulate/": {"POST": {f"{MET}minutes/circulate/": UNSEEN}},
    f"{OF}minutes/publish/": {"POST": {f"{APPROVED}minutes/publish/": UNSEEN}},
    f"{OF}minutes/corrigenda/": {"POST": {f"{APPROVED}minutes/corrigenda/": UNSEEN}},
}
BODIES = {
    ("POST", AT): lambda records: {
        "meeting": str(records.decision_meeting.uid), "title": {"en": "New"}, "outcome": "deferred",
        "method": "consensus",
    },
    ("POST", f"{OF}presence/"): lambda _: {"rows": []},
    ("POST", f"{OF}minutes/"): lambda _: {"text": {"en": "All agreed."}},
    ("PATCH", f"{OF}minutes/"): lambda _: {"text": {"en": "Nearly all agreed."}},
    ("POST", f"{OF}minutes/corrigenda/"): lambda _: {"text": {"en": "Six, not five."}},
}  # fmt: skip


def records():
    """{name: record}: public ones and ones for the secretariat, all of Cambodia."""
    committee = a_committee("KH")
    met, approved = a_held_meeting(committee), a_held_meeting(committee)
    some_minutes(met)
    item = an_agenda_item(met, kind="minutes")
    some_minutes(approved, status="approved", approved_at=PAST, approved_by_item=item, digest="0" * 64)
    return {
        "decision_public": a_decision(met),
        "decision_secret": a_decision(met, visibility="secretariat"),
        "decision_meeting": met,
        "decision_approved": approved,
        "decision_unwritten": a_held_meeting(committee),
    }
