"""The pages about this part of the network, and one record of each kind in Cambodia for them."""

from django.core.files.base import ContentFile

from network.models import AgreementDocument
from sse_portal.records.storing import read_upload
from tests.network.factories import a_relationship, an_agreement, an_organization

from ..table import KEEP, KEEP_SOMEWHERE, SIGNED_IN, Page, both, of, public

PAGES = {
    "network:organization-choose": Page({"GET": SIGNED_IN}, query="?field=partner&partner=samakum"),
    "network:relationship-create": of("related", **both(KEEP)),
    "network:relationship-edit": of("relationship", **both(KEEP)),
    "network:relationship-end": of("relationship", **both(KEEP)),
    "network:agreement-list": public(),
    "network:agreement-create": Page(both(KEEP_SOMEWHERE)),
    "network:agreement-detail": of("agreement", GET=KEEP),
    "network:agreement-edit": of("agreement", **both(KEEP)),
    "network:agreement-sign": of("agreement", **both(KEEP)),
    "network:agreement-suspend": of("agreement", **both(KEEP)),
    "network:agreement-resume": of("agreement", POST=KEEP),
    "network:agreement-terminate": of("agreement", **both(KEEP)),
    "network:agreement-amend": of("agreement", **both(KEEP)),
    "network:agreement-document-add": of("agreement", **both(KEEP)),
    "network:agreement-document": of("agreement_document", GET=KEEP),
    "network:agreement-document-remove": of("agreement_document", POST=KEEP),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    related = an_organization(visibility="secretariat")
    agreement = an_agreement(related, visibility="secretariat")
    file = read_upload(ContentFile(b"The parties agree.", name="signed.txt"))
    return {
        "related": related,
        "relationship": a_relationship(related, an_organization(), visibility="secretariat"),
        "agreement": agreement,
        # Public itself, but of an agreement that is not.
        "agreement_document": AgreementDocument.objects.create(
            agreement=agreement, title="Signed text", visibility="public", **file
        ),
    }
