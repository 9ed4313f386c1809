"""The pages about this part of the network, and one record of each kind in Cambodia for them."""

from network.models import Proposal
from tests.network.factories import a_steward, an_organization

from ..table import KEEP, MEMBERS, NOBODY, SIGNED_IN, Page, both, of, public

PAGES = {
    "network:organization-list": public(),
    "network:organization-map": public(),
    "network:organization-detail": of("directory_entry", GET=MEMBERS),
    "network:organization-create": Page(both(KEEP), query="?country=KH"),
    "network:organization-edit": of("directory_entry", **both(KEEP)),
    "network:organization-dissolve": of("directory_entry", **both(KEEP)),
    "network:organization-reactivate": of("directory_entry", POST=KEEP),
    "network:organization-stewards": of("directory_entry", **both(KEEP)),
    "network:steward-end": of("steward", POST=KEEP),
    "network:proposal-create": of("directory_entry", **both(NOBODY)),
    "network:proposal-list": Page({"GET": SIGNED_IN}),
    "network:proposal-detail": of("proposal", GET=KEEP),
    "network:proposal-accept": of("proposal", POST=KEEP),
    "network:proposal-refuse": of("proposal", POST=KEEP),
    "network:proposal-withdraw": of("proposal", POST=NOBODY),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia, who keeps the page of an entry and proposed a change."""
    entry = an_organization("KH", "Entry of the network", visibility="network")
    steward = a_steward(entry, owner)
    proposal = Proposal.objects.create(
        organization=entry, values={"acronym": "EN"}, before={"acronym": ""}, seen=1, proposed_by=owner
    )
    return {"directory_entry": entry, "steward": steward, "proposal": proposal}
