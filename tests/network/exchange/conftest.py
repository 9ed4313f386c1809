"""Two organisations of two countries, what the one offers and the other needs, and who speaks for them."""

from types import SimpleNamespace

import pytest

from network.models import OfferTag
from network.services import matches
from tests.factories import a_user
from tests.network.factories import a_steward, an_offer, an_organization

SITE = "https://portal.example/"


@pytest.fixture
def khmer(reference):
    return an_organization("KH", "Samaki Union")


@pytest.fixture
def thai(reference):
    return an_organization("TH", "Siam Network")


@pytest.fixture
def tagged():
    """Give an offer tags: tagged(offer, theme=["law"], SDG=["8.3"])."""

    def tag(offer, **schemes):
        for scheme, codes in schemes.items():
            for code in codes:
                OfferTag.objects.create(offer=offer, scheme=scheme, code=code)
        return offer

    return tag


@pytest.fixture
def pair(khmer, thai, tagged):
    """A training offered in Cambodia and needed in Thailand."""
    offer = tagged(an_offer(khmer, title={"en": "Bookkeeping course"}), theme=["skills"])
    need = tagged(an_offer(thai, "need", title={"en": "Learn to keep books"}), theme=["skills"])
    return SimpleNamespace(offer=offer, need=need)


@pytest.fixture
def sophal(khmer):
    """Steward of the Cambodian organisation, without any role."""
    user = a_user(email="sophal@example.org", name="Sophal")
    a_steward(khmer, user)
    return user


@pytest.fixture
def malee(thai):
    """Steward of the Thai organisation, without any role."""
    user = a_user(email="malee@example.org", name="Malee")
    a_steward(thai, user)
    return user


@pytest.fixture
def propose(pair):
    """Bring the pair together: propose(by)."""

    def bring_together(by, **changes):
        sides = {"offer": pair.offer, "need": pair.need} | changes
        return matches.propose_match(by=by, site=SITE, **sides)

    return bring_together


@pytest.fixture
def accept():
    """Accept for a side as the match stands now: accept(by, match, "need")."""

    def accept_now(by, match, side, **more):
        match.refresh_from_db()
        return matches.accept_match(
            by=by, match=match, side=side, **{"version": match.version, "site": SITE} | more
        )

    return accept_now
