"""The pages about this part of the network, and one record of each kind in Cambodia for them."""

from tests.network.factories import a_relationship, an_organization

from ..table import KEEP, SIGNED_IN, Page, both, of

PAGES = {
    "network:organization-choose": Page({"GET": SIGNED_IN}, query="?field=partner&partner=samakum"),
    "network:relationship-create": of("related", **both(KEEP)),
    "network:relationship-edit": of("relationship", **both(KEEP)),
    "network:relationship-end": of("relationship", **both(KEEP)),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    related = an_organization(visibility="secretariat")
    return {
        "related": related,
        "relationship": a_relationship(related, an_organization(), visibility="secretariat"),
    }
