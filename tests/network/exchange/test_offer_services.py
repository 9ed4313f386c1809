"""Who may write offers and needs, what is accepted, and how long they stand."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from network.models import Offer, OfferTag
from network.services import offers as services
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken
from tests.factories import a_user
from tests.network.factories import an_offer, an_organization

pytestmark = pytest.mark.django_db


def a_year_ahead():
    return timezone.localdate() + timedelta(days=365)


def values(organization, **changes):
    plain = {
        "organization": organization.uid, "direction": "offer", "kind": "training", "title": {"en": "Course"},
        "expires_on": a_year_ahead().isoformat(), "themes": ["skills", "finance"], "sdg": ["8.3", "4"],
        "languages": ["km", "en"], "country": "KH", "principles": ["autonomy"],
    }  # fmt: skip
    return plain | changes


def test_the_keeper_of_the_country_publishes_an_offer(chenda, khmer):
    offer = services.create_offer(by=chenda, values=values(khmer, title={"en": "Course", "km": "វគ្គ"}))
    offer.refresh_from_db()
    assert (offer.kind, offer.country_id, offer.languages) == ("training", "KH", ["en", "km"])
    assert offer.title_folded == "course\nវគ្គ"
    assert offer.state == "open" and offer.is_public
    assert services.tags_of(offer) == {
        "themes": ["finance", "skills"], "sdg": ["4", "8.3"], "principles": ["autonomy"],
    }  # fmt: skip


def test_a_steward_without_a_role_publishes_a_need_of_the_own_organisation(sophal, khmer):
    need = services.create_offer(by=sophal, values=values(khmer, direction="need"))
    assert need.direction == "need"
    line = Change.objects.about(need).get()
    assert (line.act, line.by, line.country) == ("asked for", sophal, "KH")


@pytest.mark.parametrize(
    "role", [("partner", "KH"), ("researcher", "KH"), ("secretariat", "TH"), (None, None)]
)
def test_nobody_else_writes_for_an_organisation(khmer, role):
    with pytest.raises(PermissionDenied):
        services.create_offer(by=a_user(*role), values=values(khmer))


def test_a_steward_whose_time_is_over_writes_no_more(sophal, khmer):
    khmer.stewards.update(ends_at=timezone.now())
    with pytest.raises(PermissionDenied):
        services.create_offer(by=sophal, values=values(khmer))


def test_a_regional_organisation_is_kept_by_the_regional_administrator(chenda, rana):
    regional = an_organization(None)
    with pytest.raises(PermissionDenied):
        services.create_offer(by=chenda, values=values(regional))
    assert services.create_offer(by=rana, values=values(regional, country="")).country_id is None


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", {}, "required"),
        ("title", {"en": "  "}, "required"),
        ("title", {"en": "a\x00b"}, "unclean-text"),
        ("title", {"en": "\ud800"}, "unclean-text"),
        ("title", {"xx": "Course"}, "bad-language"),
        ("title", "Course", "not-words"),
        ("kind", "magic", "unknown-code"),
        ("kind", 10**30, "unknown-code"),
        ("direction", "both", "unknown-code"),
        ("country", "XX", "unknown-code"),
        ("languages", ["km", "?"], "bad-language"),
        ("languages", "km", "not-a-list"),
        ("themes", ["magic"], "unknown-code"),
        ("sdg", ["99"], "unknown-code"),
        ("sdg", [10**30], "not-text"),
        ("expires_on", "", "required"),
        ("expires_on", "tomorrow", "bad-day"),
        ("expires_on", "9" * 40, "bad-day"),
        ("visibility", "me", "unknown-code"),
        ("organization", "01890000-0000-7000-8000-000000000000", "unknown-organization"),
        ("organization", "\x00", "unknown-organization"),
        ("state", "matched", "unknown-field"),
    ],
)
def test_what_cannot_be_taken_is_named(chenda, khmer, field, value, code):
    with pytest.raises(Invalid) as refused:
        services.create_offer(by=chenda, values=values(khmer) | {field: value})
    assert [(each["field"], each["code"]) for each in refused.value.errors] == [(field, code)]
    assert not Offer.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 732, 4000])
def test_it_expires_after_today_and_at_most_two_years_ahead(chenda, khmer, days):
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        services.create_offer(by=chenda, values=values(khmer, expires_on=day))
    assert refused.value.errors[0]["code"] == "expiry-out-of-range"


@pytest.mark.parametrize("days", [1, 731])
def test_the_first_and_the_last_possible_day_are_taken(chenda, khmer, days):
    day = timezone.localdate() + timedelta(days=days)
    assert services.create_offer(by=chenda, values=values(khmer, expires_on=day)).expires_on == day


def test_a_dissolved_organisation_offers_nothing(chenda):
    gone = an_organization("KH", status="dissolved")
    with pytest.raises(Invalid) as refused:
        services.create_offer(by=chenda, values=values(gone))
    assert refused.value.errors[0]["code"] == "organization-not-active"


def test_the_callers_identifier_is_kept_and_taken_once(chenda, khmer):
    uid = uuid4()
    assert services.create_offer(by=chenda, values=values(khmer), uid=uid).uid == uid
    with pytest.raises(UidTaken):
        services.create_offer(by=chenda, values=values(khmer), uid=uid)


def test_a_change_raises_the_version_and_is_remembered(sophal, khmer):
    offer = an_offer(khmer)
    changed = services.change_offer(by=sophal, offer=offer, values={"title": {"en": "Other"}}, version=1)
    changed.refresh_from_db()
    assert (changed.title, changed.title_folded, changed.version) == ({"en": "Other"}, "other", 2)
    assert Change.objects.about(offer).get().after["title"] == {"en": "Other"}


def test_other_tags_are_a_new_version_too(chenda, khmer, tagged):
    offer = tagged(an_offer(khmer), theme=["law"], SDG=["8.3"])
    services.change_offer(by=chenda, offer=offer, values={"themes": ["care"]}, version=1)
    offer.refresh_from_db()
    assert offer.version == 2
    assert services.tags_of(offer) == {"themes": ["care"], "sdg": ["8.3"], "principles": []}
    line = Change.objects.about(offer).get()
    assert (line.before, line.after) == ({"themes": ["law"]}, {"themes": ["care"]})
    with pytest.raises(StaleVersion):
        services.change_offer(by=chenda, offer=offer, values={"themes": []}, version=1)
    assert OfferTag.objects.filter(offer=offer, code="care").exists()


def test_the_same_values_change_nothing(chenda, khmer, tagged):
    offer = tagged(an_offer(khmer), theme=["law"])
    services.change_offer(by=chenda, offer=offer, values={"themes": ["law"], "kind": offer.kind}, version=1)
    offer.refresh_from_db()
    assert offer.version == 1 and not Change.objects.about(offer).exists()


def test_who_read_an_old_version_is_told(chenda, khmer):
    offer = an_offer(khmer)
    services.change_offer(by=chenda, offer=offer, values={"kind": "visit"}, version=1)
    with pytest.raises(StaleVersion) as stale:
        services.change_offer(by=chenda, offer=offer, values={"kind": "data"}, version=1)
    assert stale.value.extra["current"].kind == "visit"


def test_an_expired_one_is_changed_without_a_new_day(chenda, khmer):
    past = timezone.localdate() - timedelta(days=5)
    offer = an_offer(khmer, expires_on=past)
    given = {"kind": "visit", "expires_on": past}
    assert services.change_offer(by=chenda, offer=offer, values=given, version=1).kind == "visit"


def test_whose_it_is_and_which_way_it_goes_stay(chenda, khmer, thai):
    offer = an_offer(khmer)
    for given in ({"organization": str(thai.uid)}, {"direction": "need"}):
        with pytest.raises(Invalid):
            services.change_offer(by=chenda, offer=offer, values=given, version=1)


def test_it_is_closed_and_opened_again_with_a_new_day(sophal, khmer):
    offer = an_offer(khmer)
    offer = services.close_offer(by=sophal, offer=offer, version=1, reason="Full")
    assert offer.state == "closed"
    with pytest.raises(services.AlreadyClosed):
        services.close_offer(by=sophal, offer=offer, version=2)
    offer = services.reopen_offer(by=sophal, offer=offer, expires_on=a_year_ahead(), version=2)
    assert (offer.state, offer.expires_on) == ("open", a_year_ahead())
    acts = Change.objects.about(offer).order_by("id").values_list("act", "reason")
    assert list(acts) == [("closed", "Full"), ("reopened", "")]


def test_an_expired_one_stands_again_with_a_new_day(chenda, khmer):
    offer = an_offer(khmer, expires_on=timezone.localdate())
    assert not Offer.objects.standing_on(timezone.localdate()).exists()
    services.reopen_offer(by=chenda, offer=offer, expires_on=a_year_ahead(), version=1)
    assert Offer.objects.standing_on(timezone.localdate()).exists()


def test_what_stands_is_not_opened_again(chenda, khmer):
    with pytest.raises(services.StillStands):
        services.reopen_offer(by=chenda, offer=an_offer(khmer), expires_on=a_year_ahead(), version=1)


@pytest.mark.parametrize("day", [None, "", "x", "2020-01-01"])
def test_it_is_not_opened_again_without_a_day_ahead(chenda, khmer, day):
    with pytest.raises(Invalid):
        services.reopen_offer(by=chenda, offer=an_offer(khmer, state="closed"), expires_on=day, version=1)


def test_what_is_agreed_on_is_neither_closed_nor_opened(chenda, khmer):
    offer = an_offer(khmer, state="matched")
    with pytest.raises(services.Agreed):
        services.close_offer(by=chenda, offer=offer, version=1)
    with pytest.raises(services.Agreed):
        services.reopen_offer(by=chenda, offer=offer, expires_on=a_year_ahead(), version=1)


@pytest.mark.parametrize("act", ["change", "close", "reopen"])
def test_others_change_nothing(narin, khmer, act):
    offer = an_offer(khmer)
    acts = {
        "change": lambda: services.change_offer(by=narin, offer=offer, values={}, version=1),
        "close": lambda: services.close_offer(by=narin, offer=offer, version=1),
        "reopen": lambda: services.reopen_offer(by=narin, offer=offer, expires_on=a_year_ahead(), version=1),
    }
    with pytest.raises(PermissionDenied):
        acts[act]()
