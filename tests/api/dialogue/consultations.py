"""Who may do what at the addresses of this part of the dialogue."""

from tests.dialogue.factories import PAST, a_comment, a_committee, a_consultation, a_recommendation

from ..roles import PUBLIC, ROLES, only

KEEPERS = ("secretariat", "admin")
CHANGES = only(200, *KEEPERS)
UNSEEN = only(200, *KEEPERS, others=404)
FOR_KEEPERS = only(200, *KEEPERS, others=404, anonymous=404)
AT, SAID = "consultations/", "comments/"

TABLE = {
    AT: {"GET": {AT: PUBLIC, f"{AT}?state=open&format=csv": PUBLIC}, "POST": {AT: only(201, *KEEPERS)}},
    f"{AT}<uuid:id>/": {
        "GET": {f"{AT}{{consultation}}/": PUBLIC, f"{AT}{{consultation_hidden}}/": FOR_KEEPERS},
        "PATCH": {f"{AT}{{consultation}}/": CHANGES, f"{AT}{{consultation_hidden}}/": UNSEEN},
    },
    f"{AT}<uuid:id>/cancel/": {
        "POST": {f"{AT}{{consultation}}/cancel/": CHANGES, f"{AT}{{consultation_hidden}}/cancel/": UNSEEN}
    },
    f"{AT}<uuid:id>/publish/": {"POST": {f"{AT}{{consultation_over}}/publish/": CHANGES}},
    SAID: {
        "GET": {SAID: PUBLIC, f"{SAID}?state=waiting": PUBLIC},
        # Everybody with an account comments.
        "POST": {SAID: only(201, *ROLES[1:])},
    },
    f"{SAID}<uuid:id>/": {
        "GET": {f"{SAID}{{consultation_comment}}/": PUBLIC, f"{SAID}{{consultation_waiting}}/": FOR_KEEPERS}
    },
    f"{SAID}<uuid:id>/moderate/": {
        "POST": {
            f"{SAID}{{consultation_comment}}/moderate/": CHANGES,
            f"{SAID}{{consultation_waiting}}/moderate/": UNSEEN,
        }
    },
    f"{SAID}<uuid:id>/dispose/": {"POST": {f"{SAID}{{consultation_comment}}/dispose/": CHANGES}},
}
BODIES = {
    ("POST", AT): lambda records: {
        "committee": str(records.consultation.committee.uid), "title": {"en": "New"},
        "recommendation": str(records.consultation.recommendation.uid), "closes_at": "2100-01-01T00:00:00Z",
    },
    ("PATCH", f"{AT}<uuid:id>/"): lambda _: {"introduction": {"en": "More."}},
    ("POST", f"{AT}<uuid:id>/cancel/"): lambda _: {"reason": "No need."},
    ("POST", SAID): lambda records: {
        "consultation": str(records.consultation.uid), "position": "support", "text": "Good."
    },
    ("POST", f"{SAID}<uuid:id>/moderate/"): lambda _: {"state": "shown"},
    ("POST", f"{SAID}<uuid:id>/dispose/"): lambda _: {"disposition": "noted", "disposition_reason": {"en": "Read."}},
}  # fmt: skip


def records():
    """{name: record}: public ones and ones for the secretariat, all of Cambodia."""
    committee = a_committee("KH")
    recommendation = a_recommendation(committee, "in_consultation")
    public = a_consultation(recommendation)
    return {
        "consultation": public,
        "consultation_hidden": a_consultation(recommendation, visibility="secretariat"),
        "consultation_over": a_consultation(recommendation, closes_at=PAST.replace(hour=9)),
        "consultation_comment": a_comment(public),
        "consultation_waiting": a_comment(public, state="waiting"),
    }
