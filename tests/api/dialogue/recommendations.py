"""Who may do what at the addresses of this part of the dialogue."""

from django.utils import timezone

from tests.api.factories import a_definition
from tests.dialogue.factories import a_committee, a_pinned_definition, a_recommendation, an_addressee

from ..roles import PUBLIC, only

KEEPERS = ("secretariat", "admin")
CHANGES = only(200, *KEEPERS)
UNSEEN = only(200, *KEEPERS, others=404)
FOR_KEEPERS = only(200, *KEEPERS, others=404, anonymous=404)
AT, ONE = "recommendations/", "recommendations/<code:id>/"


def _acts(**expected):
    """{route: {"POST": …}} of acts: act={name of the record: expectations}."""
    return {
        f"{ONE}{act}/": {"POST": {f"{AT}{{{name}}}/{act}/": roles for name, roles in records.items()}}
        for act, records in expected.items()
    }


TABLE = {
    AT: {
        "GET": {AT: PUBLIC, f"{AT}?format=csv": PUBLIC, f"{AT}?evidence=changed": PUBLIC},
        "POST": {AT: only(201, *KEEPERS)},
    },
    ONE: {
        "GET": {
            f"{AT}{{recommendation}}/": PUBLIC,
            f"{AT}{{recommendation_committee_only}}/": FOR_KEEPERS,
            f"{AT}{{recommendation_draft}}/": FOR_KEEPERS,
        },
        "PATCH": {
            f"{AT}{{recommendation}}/": CHANGES,
            f"{AT}{{recommendation_draft}}/": UNSEEN,
        },
    },
    **_acts(
        open={"recommendation_draft": UNSEEN},
        transmit={"recommendation": CHANGES},
        close={"recommendation": CHANGES, "recommendation_committee_only": UNSEEN},
        withdraw={"recommendation": CHANGES, "recommendation_draft": UNSEEN},
    ),
    f"{ONE}check-evidence/": {
        "POST": {
            f"{AT}{{recommendation}}/check-evidence/": CHANGES,
            f"{AT}{{recommendation_draft}}/check-evidence/": UNSEEN,
        }
    },
    "evidence/": {"GET": {"evidence/": PUBLIC}, "POST": {"evidence/": only(201, *KEEPERS)}},
    "evidence/<uuid:id>/": {
        "GET": {
            "evidence/{recommendation_evidence}/": PUBLIC,
            "evidence/{recommendation_draft_evidence}/": FOR_KEEPERS,
        }
    },
    "evidence/<uuid:id>/remove/": {
        "POST": {
            "evidence/{recommendation_evidence}/remove/": CHANGES,
            "evidence/{recommendation_draft_evidence}/remove/": UNSEEN,
        }
    },
}

BODIES = {
    ("POST", AT): lambda records: {
        "committee": str(records.recommendation.committee.uid), "title": {"en": "New"},
    },
    ("PATCH", ONE): lambda _: {"themes": ["law"]},
    ("POST", f"{ONE}close/"): lambda _: {"reason": "All is done."},
    ("POST", f"{ONE}withdraw/"): lambda _: {"reason": "We were wrong."},
    ("POST", "evidence/"): lambda records: {
        "recommendation": str(records.recommendation.uid), "kind": "definition",
        "definition": str(records.recommendation_definition.uid),
    },
}  # fmt: skip


def records():
    """{name: record}: public ones, ones for the committee and ones for its secretariat, all of Cambodia."""
    committee = a_committee("KH")
    public, draft = a_recommendation(committee), a_recommendation(committee, "draft")
    hidden = a_recommendation(committee, visibility="committee")
    an_addressee(public, transmitted_at=None, answer_due_on=None)
    pinned = a_definition("KH", number=71, status="superseded", adopted_at=timezone.now())
    return {
        "recommendation": public, "recommendation_draft": draft, "recommendation_committee_only": hidden,
        "recommendation_definition": a_definition("KH", number=72, status="superseded"),
        "recommendation_evidence": a_pinned_definition(public, pinned),
        "recommendation_draft_evidence": a_pinned_definition(draft, pinned),
    }  # fmt: skip
