"""Private offers, needs, organisations and matches leave no trace in what is public: the same bytes without them."""

import pytest
from django.utils import timezone

from network.models import Match
from tests.factories import a_user
from tests.network.factories import a_steward, an_offer, an_organization
from tests.reading import settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(client):
    """What everybody reads at an address."""

    def look(address):
        answer = client.get(address)
        assert answer.status_code == (401 if address == "/api/v1/matches/" else 200), address
        return settled(answer).decode()

    return look


def public_addresses(pair):
    offer, need = pair.offer, pair.need
    return (
        "/network/offers/", "/network/offers/?direction=need", "/network/offers/?q=book",
        "/network/offers/?state=all", "/network/offers/?theme=skills&country=KH", "/network/offers/?language=km",
        f"/network/offers/{offer.uid}/", f"/network/offers/{need.uid}/",
        f"/network/organizations/{offer.organization.uid}/", f"/network/organizations/{need.organization.uid}/",
        "/api/v1/offers/?count=true", "/api/v1/offers/?format=csv", "/api/v1/offers/?q=book",
        "/api/v1/offers/?theme=skills", f"/api/v1/offers/{offer.uid}/", f"/api/v1/offers/{offer.uid}/matches/",
        f"/api/v1/offers/{need.uid}/matches/", "/api/v1/matches/", "/learn/?about=theme:skills",
        "/learn/?about=theme:skills&country=KH",
    )  # fmt: skip


def add_private_rows(pair, tagged):
    """Offers and needs of every visibility, also of an organisation that is hidden, and matches of all kinds."""
    khmer = pair.offer.organization
    hidden = an_organization("KH", "Hidden Union", visibility="network")
    user, now = a_user(name="Somebody"), timezone.now()
    a_steward(khmer, user)
    for organization, visibility in ((khmer, "network"), (khmer, "secretariat"), (hidden, "public")):
        for direction in ("offer", "need"):
            secret = an_offer(
                organization, direction, visibility=visibility, title={"en": "Bookkeeping secret"},
                title_folded="bookkeeping secret", languages=["km"],
            )  # fmt: skip
            tagged(secret, theme=["skills"])
    Match.objects.create(offer=pair.offer, need=pair.need, proposed_by=user, score=50)
    done = {"state": "fulfilled", "fulfilled_on": now.date(), "note": "Secret note"}
    both = {"offer_side_at": now, "offer_side_by": user, "need_side_at": now, "need_side_by": user}
    for secret in (an_offer(hidden, "need"), an_offer(khmer, "need", visibility="network")):
        Match.objects.create(offer=pair.offer, need=secret, proposed_by=user, score=50, **done, **both)


def test_public_output_is_the_same_with_and_without_private_rows(seen, pair, tagged):
    public = public_addresses(pair)
    before = {address: seen(address) for address in public}
    add_private_rows(pair, tagged)
    assert [address for address in public if seen(address) != before[address]] == []


def test_the_comparison_would_notice_a_public_row(seen, pair, khmer):
    before = {address: seen(address) for address in public_addresses(pair)}
    an_offer(khmer, "need", title={"en": "Bookkeeping"}, title_folded="bookkeeping")
    an_offer(an_organization("TH"), "need", title={"en": "Bookkeeping"})
    changed = [address for address in before if seen(address) != before[address]]
    assert len(changed) >= 6


def test_the_public_learns_what_was_fulfilled_between_public_ones(seen, pair):
    user, now = a_user(name="Somebody"), timezone.now()
    Match.objects.create(
        offer=pair.offer, need=pair.need, proposed_by=user, score=50, state="fulfilled", fulfilled_on=now.date(),
        offer_side_at=now, offer_side_by=user, need_side_at=now, need_side_by=user, note="Our secret note",
    )  # fmt: skip
    page = seen(f"/network/offers/{pair.offer.uid}/")
    assert "Learn to keep books" in page and "done on" in page
    assert "secret note" not in page and "Somebody" not in page and "/network/matches/" not in page
