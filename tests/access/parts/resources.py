"""The library: a published resource of Cambodia that only the secretariat sees, with a file, and a draft."""

from django.core.files.base import ContentFile

from sse_portal.records.storing import read_upload
from tests.network.factories import a_resource

from ..table import EVERYBODY, KEEP, KEEP_SOMEWHERE, Page, both, of, public

PAGES = {
    "network:resource-list": public(),
    "network:resource-feed": public(),
    "network:oai": Page(both(EVERYBODY), query="?verb=Identify"),
    "network:resource-create": Page(both(KEEP_SOMEWHERE)),
    "network:resource-detail": of("hidden_resource", GET=KEEP),
    "network:resource-edit": of("hidden_resource", **both(KEEP)),
    "network:resource-publish": of("draft_resource", POST=KEEP),
    "network:resource-withdraw": of("hidden_resource", **both(KEEP)),
    "network:resource-file": of("hidden_resource", GET=KEEP),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    kept = read_upload(ContentFile(b"a,b\n1,2\n", name="a.csv"))
    return {
        "hidden_resource": a_resource(visibility="secretariat", **kept),
        "draft_resource": a_resource(state="draft", published_at=None),
    }
