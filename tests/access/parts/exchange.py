"""The pages about offers, needs and matches, and one record of each kind in Cambodia for them."""

from network.models import Match
from tests.network.factories import an_offer, an_organization

from ..table import KEEP, KEEP_SOMEWHERE, MEMBERS, Page, both, of, public

PAGES = {
    "network:offer-list": public(),
    "network:offer-create": Page(both(KEEP_SOMEWHERE)),
    "network:offer-detail": of("offer", GET=MEMBERS),
    "network:offer-edit": of("offer", **both(KEEP)),
    "network:offer-close": of("offer", POST=KEEP),
    "network:offer-reopen": of("offer", **both(KEEP)),
    "network:match-propose": Page({"POST": KEEP}, lambda records: (records.offer.uid, records.need.uid)),
    "network:match-list": Page({"GET": KEEP_SOMEWHERE}),
    "network:match-detail": of("match", GET=KEEP),
    "network:match-accept": Page(both(KEEP), lambda records: (records.match.uid, "offer")),
    "network:match-decline": of("match", **both(KEEP)),
    "network:match-fulfil": of("match", **both(KEEP)),
}


def records(owner):
    """{name: record}; the offer and the need are for members of the network only."""
    offer = an_offer(an_organization(), visibility="network")
    need = an_offer(an_organization(), "need", visibility="network")
    match = Match.objects.create(offer=offer, need=need, score=60, proposed_by=owner)
    return {"offer": offer, "need": need, "match": match}
