"""The pages about this part of the dialogue, and one record of each kind in Cambodia for them."""

from tests.api.factories import a_definition
from tests.dialogue.factories import a_committee, a_pinned_definition, a_recommendation

from ..table import KEEP, Page, both, of

PAGES = {
    "dialogue:recommendation-detail": of("recommendation_draft", GET=KEEP),
    "dialogue:recommendation-create": of("recommendation_committee", **both(KEEP)),
    "dialogue:recommendation-edit": of("recommendation_draft", **both(KEEP)),
    "dialogue:recommendation-texts": of("recommendation_draft", GET=KEEP),
    "dialogue:recommendation-open": of("recommendation_draft", POST=KEEP),
    "dialogue:recommendation-transmit": of("recommendation_draft", **both(KEEP)),
    "dialogue:recommendation-close": of("recommendation_draft", **both(KEEP)),
    "dialogue:recommendation-withdraw": of("recommendation_draft", **both(KEEP)),
    "dialogue:evidence-create": Page(
        both(KEEP), lambda records: (records.recommendation_draft.uid,), query="?kind=definition"
    ),
    "dialogue:evidence-check": of("recommendation_draft", POST=KEEP),
    "dialogue:evidence-remove": of("recommendation_evidence", POST=KEEP),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    committee = a_committee("KH", visibility="secretariat")
    draft = a_recommendation(committee, "draft")
    evidence = a_pinned_definition(draft, a_definition("KH", number=70, status="superseded"))
    return {
        "recommendation_committee": committee, "recommendation_draft": draft, "recommendation_evidence": evidence,
    }  # fmt: skip
