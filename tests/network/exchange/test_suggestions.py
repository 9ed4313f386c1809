"""The best that fit, found with few queries, and the same as if every pair had been scored."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import override

from network.matching import score
from network.models import Match, Offer, OfferTag
from network.services.matches import side_of
from network.services.offers import tags_of
from network.summaries import matches as summaries
from tests.network.factories import an_offer, an_organization

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()
THEMES, GOALS = ("law", "finance", "care", "food"), ("1", "1.3", "8", "8.3", "8.5", "18.3")


def some_offers(count, rng):
    """Offers and needs of six organisations with random kinds, tags, places, languages and days."""
    organizations = [an_organization(country) for country in ("KH", "KH", "TH", "VN", "KG", None)]
    today, tags = timezone.localdate(), []
    for _number in range(count):
        offer = an_offer(
            rng.choice(organizations), rng.choice(["offer", "need"]),
            kind=rng.choice(["training", "visit", "funding", "data"]), country_id=rng.choice([None, "KH", "TH"]),
            languages=sorted(rng.sample(["km", "th", "en"], rng.randint(0, 2))),
            expires_on=today + timedelta(days=rng.choice([-1, 0, 1, 20, 60, 400])),
            state=rng.choice(["open"] * 5 + ["matched", "closed"]),
        )  # fmt: skip
        tags += [
            OfferTag(offer=offer, scheme="theme", code=code) for code in rng.sample(THEMES, rng.randint(0, 3))
        ]
        tags += [
            OfferTag(offer=offer, scheme="SDG", code=code) for code in rng.sample(GOALS, rng.randint(0, 3))
        ]
    OfferTag.objects.bulk_create(tags)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_are_those_of_scoring_every_pair(reference, seed):
    some_offers(80, random.Random(seed))
    today = timezone.localdate()
    everything = list(Offer.objects.by_id())
    sides = {offer.pk: side_of(offer, tags_of(offer)) for offer in everything}
    standing = [offer for offer in everything if offer.state == "open"]
    for offer in standing[:12]:
        scored = [(score(sides[offer.pk], sides[each.pk], today).points, each.pk) for each in standing]
        expected = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1]))[:20]
        best = summaries.best_for(offer, Offer.objects.all(), today)
        assert [(found.points, each.pk) for each, found in best] == expected


def test_of_many_that_fit_the_best_are_found(khmer, tagged):
    offer = tagged(an_offer(khmer, country_id="KH"), theme=["law"], SDG=["8.3"])
    other = an_organization("TH")
    Offer.objects.bulk_create(
        Offer(
            organization=other, direction="need", kind="training", title={"en": "Plain"}, title_folded="plain",
            expires_on=offer.expires_on, country_id="TH",
        )
        for _number in range(400)
    )  # fmt: skip
    perfect = tagged(an_offer(other, "need", country_id="KH"), theme=["law"], SDG=["8.3"])
    best = summaries.best_for(offer, Offer.objects.all(), timezone.localdate())
    assert len(best) == 20 and best[0][0] == perfect


def test_suggestions_take_a_fixed_number_of_queries(khmer, thai, tagged, django_assert_max_num_queries):
    offer = tagged(an_offer(khmer), theme=["law"])
    for _number in range(30):
        tagged(an_offer(thai, "need"), theme=["law", "care"], SDG=["8.3"])
    with django_assert_max_num_queries(7):
        assert len(summaries.suggestions_for(offer, ANYBODY, "en")) == 20


def test_the_reasons_are_told_in_words(khmer, thai, tagged):
    day = timezone.localdate() + timedelta(days=100)
    given = {"languages": ["km"], "expires_on": day, "kind": "visit"}
    offer = tagged(an_offer(khmer, **given), theme=["law"], SDG=["8.3", "5.5"])
    tagged(an_offer(thai, "need", country_id="TH", **given), theme=["law"], SDG=["8.3", "5.4"])
    told = [reason.text for reason in summaries.suggestions_for(offer, ANYBODY, "en")[0].reasons]
    assert told[:3] == [
        "Same kind: Study visit",
        "Offered to the whole region, needed in Thailand",
        "Shared themes: Law and regulation",
    ]
    assert told[3].startswith("Shared SDG targets: 8.3 ")
    assert sorted(told[4:]) == [
        "Common language: Khmer",
        f"Neither expires before {day:%-d %B %Y}",
        "Shared SDG goals: 5 Gender equality",
    ]


@pytest.mark.parametrize("language", ["km", "ky", "ru", "mn", "th", "vi"])
def test_the_reasons_can_be_told_in_every_language(khmer, thai, tagged, language):
    offer = tagged(an_offer(khmer, languages=["km", "fr"], country_id="KH"), theme=["law"], SDG=["8"])
    tagged(an_offer(thai, "need", languages=["fr"]), theme=["law"], SDG=["8.3"])
    with override(language):
        reasons = summaries.suggestions_for(offer, ANYBODY, language)[0].reasons
    assert all(reason.text and "%(" not in reason.text for reason in reasons)


def test_what_one_may_not_know_is_not_suggested(khmer, thai, chenda, narin, pat):
    offer = an_offer(khmer)
    an_offer(thai, "need", visibility="network", title={"en": "For members"})
    an_offer(thai, "need", visibility="secretariat", title={"en": "For Thailand"})
    for user, expected in ((ANYBODY, 0), (pat, 1), (chenda, 1), (narin, 2)):
        assert len(summaries.suggestions_for(offer, user, "en")) == expected


def test_nothing_fits_what_does_not_stand(khmer, thai):
    an_offer(thai, "need")
    for fields in ({"state": "closed"}, {"state": "matched"}, {"expires_on": timezone.localdate()}):
        assert summaries.suggestions_for(an_offer(khmer, **fields), ANYBODY, "en") == ()


def test_a_suggestion_names_the_open_match_to_its_parties_only(propose, pair, sophal, pat):
    match = propose(sophal)
    for user, expected in ((sophal, str(match.uid)), (pat, None), (ANYBODY, None)):
        assert summaries.suggestions_for(pair.offer, user, "en")[0].match == expected
    Match.objects.update(state="declined")
    assert summaries.suggestions_for(pair.offer, sophal, "en")[0].match is None
