"""Who may do what at the addresses of committees and their papers."""

from tests.dialogue.factories import RULES, a_committee, a_document, a_seat
from tests.network.factories import a_person

from ..roles import PUBLIC, only

KEEPERS = ("secretariat", "admin")
CHANGES = only(200, *KEEPERS)
UNSEEN = only(200, *KEEPERS, others=404)
FOR_KEEPERS = only(200, *KEEPERS, others=404, anonymous=404)
AT, PAPERS = "committees/", "documents/"
# Each act with the record that it is done to.
ACTS = {
    "establish": "committee_forming", "suspend": "committee_secret", "resume": "committee_suspended",
    "dissolve": "committee_secret", "seats": "committee_secret", "memberships": "committee_secret",
}  # fmt: skip

TABLE = {
    AT: {"GET": {AT: PUBLIC, f"{AT}?format=csv": PUBLIC}, "POST": {AT: only(201, *KEEPERS)}},
    f"{AT}<uuid:id>/": {
        "GET": {f"{AT}{{committee_public}}/": PUBLIC, f"{AT}{{committee_secret}}/": FOR_KEEPERS},
        "PATCH": {f"{AT}{{committee_public}}/": CHANGES, f"{AT}{{committee_secret}}/": UNSEEN},
    },
    f"{AT}<uuid:id>/rules/": {
        "GET": {f"{AT}{{committee_public}}/rules/": PUBLIC, f"{AT}{{committee_secret}}/rules/": FOR_KEEPERS},
        "POST": {f"{AT}{{committee_public}}/rules/": CHANGES, f"{AT}{{committee_secret}}/rules/": UNSEEN},
    },
    **{f"{AT}<uuid:id>/{act}/": {"POST": {f"{AT}{{{name}}}/{act}/": UNSEEN}} for act, name in ACTS.items()},
    PAPERS: {"GET": {PAPERS: PUBLIC, f"{PAPERS}?format=csv": PUBLIC}},
    f"{PAPERS}<uuid:id>/": {
        "GET": {f"{PAPERS}{{committee_paper}}/": PUBLIC, f"{PAPERS}{{committee_secret_paper}}/": FOR_KEEPERS},
        "PATCH": {f"{PAPERS}{{committee_paper}}/": CHANGES, f"{PAPERS}{{committee_secret_paper}}/": UNSEEN},
    },
}
BODIES = {
    ("POST", AT): lambda _: {"country": "KH", "name": {"en": "New"}, "timezone": "Asia/Phnom_Penh"},
    ("PATCH", f"{AT}<uuid:id>/"): lambda _: {"mandate": {"en": "To advise."}},
    ("POST", f"{AT}<uuid:id>/rules/"): lambda _: {"effective_from": "2030-01-01", "document": RULES},
    ("POST", f"{AT}<uuid:id>/suspend/"): lambda _: {"reason": "An election"},
    ("POST", f"{AT}<uuid:id>/dissolve/"): lambda _: {"reason": "A new law"},
    ("POST", f"{AT}<uuid:id>/seats/"): lambda _: {"constituency": "GOV"},
    ("POST", f"{AT}<uuid:id>/memberships/"): lambda records: {
        "seat": str(records.committee_seat.uid), "person": str(records.committee_person.uid),
        "starts_on": "2026-01-01",
    },
    ("PATCH", f"{PAPERS}<uuid:id>/"): lambda _: {"title": "Another title"},
}  # fmt: skip


def records():
    """{name: record}: public ones and ones for the secretariat, all of Cambodia."""
    public, secret = a_committee("KH"), a_committee("KH", visibility="secretariat")
    return {
        "committee_public": public,
        "committee_secret": secret,
        "committee_forming": a_committee(
            "KH", status="forming", established_on=None, visibility="secretariat"
        ),
        "committee_suspended": a_committee("KH", status="suspended", visibility="secretariat"),
        "committee_seat": a_seat(secret),
        "committee_person": a_person("KH"),
        "committee_paper": a_document(public, file_name="paper.pdf"),
        "committee_secret_paper": a_document(public, visibility="secretariat"),
    }
