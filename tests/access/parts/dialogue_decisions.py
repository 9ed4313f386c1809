"""The pages about presence, minutes and decisions, and one record of each kind in Cambodia for them."""

from tests.dialogue.factories import a_committee, a_decision, a_held_meeting, some_minutes

from ..table import KEEP, Page, both, of, public

PAGES = {
    "dialogue:presence-edit": of("decisions_meeting", **both(KEEP)),
    "dialogue:minutes-detail": of("decisions_meeting", GET=KEEP),
    "dialogue:minutes-edit": of("decisions_meeting", **both(KEEP)),
    "dialogue:minutes-circulate": of("decisions_meeting", POST=KEEP),
    "dialogue:minutes-publish": of("decisions_meeting", POST=KEEP),
    "dialogue:corrigendum-create": of("decisions_meeting", **both(KEEP)),
    "dialogue:decision-create": of("decisions_meeting", **both(KEEP)),
    "dialogue:decision-list": public(),
    "dialogue:decision-detail": Page({"GET": KEEP}, lambda records: (records.decision_secret.code,)),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    meeting = a_held_meeting(a_committee("KH"))
    some_minutes(meeting)
    return {
        "decisions_meeting": meeting,
        "decision_secret": a_decision(meeting, visibility="secretariat"),
    }
