"""The pages about committees, and one record of each kind in Cambodia for them."""

from django.core.files.base import ContentFile

from dialogue.models import Document
from sse_portal.records.storing import read_upload
from tests.dialogue.factories import a_committee, a_membership, a_rule_set, a_seat

from ..table import EVERYBODY, KEEP, KEEP_SOMEWHERE, Page, both, of, public

PAGES = {
    "dialogue:committee-list": public(),
    "dialogue:committee-create": Page(both(KEEP_SOMEWHERE)),
    "dialogue:committee-detail": of("committee_secret", GET=KEEP),
    "dialogue:committee-popolo": of("committee_public", GET=EVERYBODY),
    "dialogue:committee-edit": of("committee_secret", **both(KEEP)),
    "dialogue:committee-establish": of("committee_secret", **both(KEEP)),
    "dialogue:committee-suspend": of("committee_public", **both(KEEP)),
    "dialogue:committee-resume": of("committee_public", **both(KEEP)),
    "dialogue:committee-dissolve": of("committee_public", **both(KEEP)),
    "dialogue:rule-set-create": of("committee_public", **both(KEEP)),
    "dialogue:rule-set-edit": of("committee_rules", **both(KEEP)),
    "dialogue:seat-create": of("committee_public", **both(KEEP)),
    "dialogue:seat-edit": of("committee_seat", **both(KEEP)),
    "dialogue:membership-create": of("committee_seat", **both(KEEP)),
    "dialogue:membership-edit": of("committee_membership", **both(KEEP)),
    "dialogue:membership-end": of("committee_membership", **both(KEEP)),
    "dialogue:document-create": of("committee_public", **both(KEEP)),
    "dialogue:document-download": of("committee_paper", GET=KEEP),
    "dialogue:document-edit": of("committee_paper", **both(KEEP)),
    "dialogue:document-remove": of("committee_paper", POST=KEEP),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    committee = a_committee("KH")
    seat = a_seat(committee)
    file = read_upload(ContentFile(b"A paper.", name="paper.txt"))
    return {
        "committee_public": committee,
        "committee_secret": a_committee(
            "KH", visibility="secretariat", status="forming", established_on=None
        ),
        "committee_rules": a_rule_set(committee),
        "committee_seat": seat,
        "committee_membership": a_membership(seat),
        "committee_paper": Document.objects.create(
            committee=committee, title="Paper", visibility="secretariat", **file
        ),
    }
