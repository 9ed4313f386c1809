"""The pages about this part of the dialogue, and one record of each kind in Cambodia for them."""

from tests.dialogue.factories import (
    a_committee,
    a_key_action,
    a_recommendation,
    a_response,
    an_addressee,
    an_update,
)

from ..table import KEEP, NOBODY, Page, both, of, public

# Whoever has the link, and nobody without it.
LINK = ("no-such-link",)

PAGES = {
    "dialogue:recommendation-list": public(),
    "dialogue:recommendation-matrix": public(),
    "dialogue:recommendation-export": public(),
    "dialogue:recommendation-tracking": Page(
        {"GET": KEEP}, lambda records: (records.tracking_addressee.recommendation.code,)
    ),
    "dialogue:response-create": of("tracking_addressee", **both(KEEP)),
    "dialogue:action-create": of("tracking_addressee", **both(KEEP)),
    "dialogue:answer-link": of("tracking_addressee", POST=KEEP),
    "dialogue:action-edit": of("tracking_action", **both(KEEP)),
    "dialogue:action-reschedule": of("tracking_action", **both(KEEP)),
    "dialogue:progress-create": of("tracking_action", **both(KEEP)),
    "dialogue:verification-create": of("tracking_update", **both(KEEP)),
    "dialogue:answer": Page(both(NOBODY), lambda records: LINK),
    "dialogue:answer-action": Page(both(NOBODY), lambda records: LINK),
    "dialogue:answer-progress": Page(both(NOBODY), lambda records: (*LINK, records.tracking_action.uid)),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    committee = a_committee("KH", visibility="secretariat")
    addressee = an_addressee(a_recommendation(committee, "transmitted"))
    a_response(addressee)
    action = a_key_action(addressee)
    return {
        "tracking_addressee": addressee, "tracking_action": action, "tracking_update": an_update(action, "completed"),
    }  # fmt: skip
