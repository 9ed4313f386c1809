"""The pages about this part of the dialogue, and one record of each kind in Cambodia for them."""

from tests.dialogue.factories import PAST, a_comment, a_committee, a_consultation, a_recommendation

from ..table import KEEP, both, of, public

PAGES = {
    "dialogue:consultation-list": public(),
    "dialogue:consultation-create": of("consultation_committee", **both(KEEP)),
    "dialogue:consultation-detail": of("consultation_hidden", GET=KEEP),
    "dialogue:consultation-edit": of("consultation_hidden", **both(KEEP)),
    "dialogue:consultation-cancel": of("consultation_hidden", **both(KEEP)),
    "dialogue:consultation-publish": of("consultation_hidden", POST=KEEP),
    "dialogue:consultation-report": of("consultation_reported", GET=KEEP),
    "dialogue:consultation-report-csv": of("consultation_reported", GET=KEEP),
    "dialogue:comment-create": of("consultation_hidden", **both(KEEP)),
    "dialogue:comment-queue": of("consultation_hidden", GET=KEEP),
    "dialogue:comment-moderate": of("consultation_comment", POST=KEEP),
    "dialogue:comment-dispose": of("consultation_comment", **both(KEEP)),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    committee = a_committee("KH", visibility="secretariat")
    recommendation = a_recommendation(committee, "in_consultation", visibility="secretariat")
    hidden = a_consultation(recommendation, visibility="secretariat")
    return {
        "consultation_committee": committee, "consultation_hidden": hidden,
        "consultation_reported": a_consultation(
            recommendation, visibility="secretariat", closes_at=PAST.replace(hour=9), reported_at=PAST.replace(hour=10)
        ),
        "consultation_comment": a_comment(hidden),
    }  # fmt: skip
