"""The pages of merging, importing and exporting, and records of Cambodia for them."""

from network.services.merges import merge_organizations
from tests.factories import a_user
from tests.network.factories import an_organization

from ..table import KEEP, KEEP_SOMEWHERE, Page, both, of, public

PAGES = {
    "network:organization-export": public(),
    "network:organization-import": Page(both(KEEP_SOMEWHERE)),
    "network:duplicate-list": Page({"GET": KEEP_SOMEWHERE}),
    "network:merge-create": of("double", **both(KEEP)),
    "network:merge-detail": of("merge", GET=KEEP),
    "network:merge-undo": of("merge", POST=KEEP),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    one, other, double = (an_organization("KH", visibility="secretariat") for _number in range(3))
    merge = merge_organizations(
        by=a_user("secretariat", "KH"), survivor=one, absorbed=other, choices={}, version_survivor=1,
        version_absorbed=1,
    )  # fmt: skip
    return {"double": double, "merge": merge}
