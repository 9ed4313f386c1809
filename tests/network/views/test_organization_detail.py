import uuid
from datetime import UTC, date, datetime

import pytest

from network.models import Organization
from tests.factories import a_listed_entity, an_entity

from ..factories import (
    a_relationship,
    a_resource,
    a_steward,
    an_activity,
    an_agreement,
    an_event,
    an_organization,
)
from ..privacy import add_private_rows
from .test_organization_list import seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference(reference):
    """Countries and regions."""


def url_of(organization, rest=""):
    return f"/network/organizations/{organization.uid}/{rest}"


def page_of(client, organization):
    return client.get(url_of(organization)).context["organization"]


def test_it_tells_what_is_known(client):
    organization = an_organization(
        "KH", "Union of Farmers", names={"km": "សហភាពកសិករ", "vi": "Liên minh"}, acronym="UFK",
        other_names=["Committee of 1979"], region_id="KH-12", locality="Toul Kork", founded=1998,
        latitude="11.57000", longitude="104.90000", website="https://example.org",
        description={"en": "Farmers <together>"}, identifier=("XI-ROR", "002yp7f20"), source="ROR",
    )  # fmt: skip
    text = client.get(url_of(organization)).text
    for word in (
        "Union of Farmers", "សហភាពកសិករ", "Liên minh", "Tiếng Việt", "UFK", "Committee of 1979", "Toul Kork", "1998",
        "11.57, 104.9", "https://example.org", "Farmers &lt;together&gt;", "https://ror.org/002yp7f20",
        "SSE organisations", "Cambodia", "Phnom Penh",
    ):  # fmt: skip
        assert word in text, word


def test_registers_without_an_address_of_their_own_are_told_without_a_link(client):
    page = page_of(client, an_organization("KH", identifier=("KH-MOI", "12")))
    assert [(fact.label, fact.value, fact.url) for fact in page.identifiers] == [("KH-MOI", "12", "")]


def test_it_stands_between_what_it_is_a_part_of_and_its_parts(client):
    top = an_organization("KH", "Top")
    middle = an_organization("KH", "Middle", parent=top)
    an_organization("KH", "Part B", parent=middle)
    an_organization("KH", "Part A", parent=middle)
    an_organization("KH", "Former part", parent=middle, status="merged", merged_into=top)
    page = page_of(client, middle)
    assert page.parent.name == "Top"
    assert [child.name for child in page.children] == ["Part A", "Part B"]


def test_of_many_parts_the_first_are_shown(client):
    top = an_organization("KH", "Top")
    for number in range(51):
        an_organization("KH", f"Part {number:02}", parent=top)
    page = page_of(client, top)
    assert len(page.children) == 50 and page.has_more_children


def test_a_hidden_parent_is_not_told(client, chenda):
    child = an_organization("KH", parent=an_organization("KH", "Hidden", visibility="secretariat"))
    assert page_of(client, child).parent is None
    client.force_login(chenda)
    assert page_of(client, child).parent.name == "Hidden"


def test_it_leads_to_the_register_only_while_the_entity_is_listed(client):
    entity = a_listed_entity("KH")
    organization = an_organization("KH", entity_id=entity.pk)
    assert f"/entities/{entity.uid}/" in client.get(url_of(organization)).text
    type(entity).objects.filter(pk=entity.pk).update(is_listed=False)
    assert "/entities/" + str(entity.uid) not in client.get(url_of(organization)).text


@pytest.mark.parametrize(
    ("visibility", "who", "status"),
    [
        ("network", None, 404), ("network", "guest", 404), ("network", "pat", 200), ("network", "narin", 200),
        ("secretariat", None, 404), ("secretariat", "pat", 404), ("secretariat", "narin", 404),
        ("secretariat", "chenda", 200), ("secretariat", "rana", 200), ("public", None, 200),
    ],
)  # fmt: skip
def test_who_may_know_of_it_opens_it(client, request, visibility, who, status):
    if who:
        client.force_login(request.getfixturevalue(who))
    organization = an_organization("KH", visibility=visibility)
    assert client.get(url_of(organization)).status_code == status


def test_what_is_not_public_says_so(client, pat):
    client.force_login(pat)
    answer = client.get(url_of(an_organization("KH", visibility="network")))
    assert "Not public" in answer.text and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("uid", [uuid.uuid4(), "x", "%00"])
def test_an_unknown_address_is_not_found(client, uid):
    assert client.get(f"/network/organizations/{uid}/").status_code == 404


def test_hidden_rows_leave_no_trace(client, guest):
    organization = an_organization(
        "KH", "Samaki", founded=1990, parent=an_organization("KH", "Hidden above", visibility="network")
    )
    without = an_organization("KH", "Samaki", founded=1990)
    a_relationship(organization, without, starts_on=date(2019, 5, 1))
    before = seen(client, url_of(organization))
    add_private_rows(organization, guest)
    entity = an_entity("KH", "Unlisted")
    Organization.objects.filter(pk=organization.pk).update(entity_id=entity.pk)
    assert seen(client, url_of(organization)) == before
    assert "Hidden" not in before


# --- Merged entries ------------------------------------------------------------------------------------------


def test_an_address_of_former_times_leads_to_the_last_survivor(client):
    last = an_organization("KH", "Last")
    middle = an_organization("KH", "Middle", status="merged", merged_into=last)
    first = an_organization("KH", "First", status="merged", merged_into=middle)
    for former in (first, middle):
        answer = client.get(url_of(former))
        assert (answer.status_code, answer["Location"]) == (301, url_of(last))


@pytest.mark.parametrize("hidden", ["former", "survivor"])
def test_a_signpost_tells_nothing_that_is_hidden(client, hidden, chenda):
    levels = {"former": "public", "survivor": "public"} | {hidden: "secretariat"}
    survivor = an_organization("KH", visibility=levels["survivor"])
    former = an_organization("KH", visibility=levels["former"], status="merged", merged_into=survivor)
    assert client.get(url_of(former)).status_code == 404
    client.force_login(chenda)
    answer = client.get(url_of(former))
    assert (answer.status_code, answer["Cache-Control"]) == (301, "no-cache")


def test_signposts_in_a_circle_lead_nowhere(client):
    one, two = an_organization("KH"), an_organization("KH")
    Organization.objects.filter(pk=one.pk).update(status="merged", merged_into=two)
    Organization.objects.filter(pk=two.pk).update(status="merged", merged_into=one)
    assert client.get(url_of(one)).status_code == 404


# --- Timeline ------------------------------------------------------------------------------------------------


def moments(client, organization):
    return [
        (moment.year if moment.is_year else moment.day.isoformat(), moment.what, moment.name)
        for moment in page_of(client, organization).timeline.moments
    ]


def test_the_timeline_tells_the_public_dated_facts_newest_first(client):
    union, other = an_organization("KH", "Union", founded=1998), an_organization("KH", "Apex")
    a_relationship(union, other, starts_on=date(2001, 3, 1), ends_on=date(2011, 3, 1))
    a_relationship(other, union, "funds", starts_on=date(2002, 3, 1))
    an_agreement(
        union, title={"en": "Letter"}, signed_on=date(2003, 1, 10), starts_on=None, ends_on=date(2004, 1, 1)
    )
    an_agreement(
        union, title={"en": "Memorandum"}, status="terminated", signed_on=date(2005, 1, 1), starts_on=None,
        ends_on=date(2008, 1, 1), terminated_on=date(2006, 1, 1),
    )  # fmt: skip
    an_activity(union, title={"en": "Training"}, planned_start=date(2012, 1, 1), planned_end=None)
    an_activity(
        union, title={"en": "Study"}, planned_start=date(2013, 1, 1), actual_start=date(2013, 2, 1),
        actual_end=date(2014, 1, 1), planned_end=None,
    )  # fmt: skip
    begin = datetime(2015, 3, 2, 20, tzinfo=UTC)
    an_event(organizer=union, title={"en": "Fair"}, starts_at=begin, ends_at=begin.replace(hour=22))
    a_resource(publisher=union, title={"en": "Manual"})
    assert moments(client, union) == [
        ("2026-01-05", "Resource published", "Manual"),
        ("2015-03-03", "Event", "Fair"),
        ("2014-01-01", "Activity ended", "Study"),
        ("2013-02-01", "Activity began", "Study"),
        ("2012-01-01", "Activity began", "Training"),
        ("2011-03-01", "Left as a member", "Apex"),
        ("2006-01-01", "Agreement terminated", "Memorandum"),
        ("2005-01-01", "Agreement signed", "Memorandum"),
        ("2004-01-01", "Agreement ended", "Letter"),
        ("2003-01-10", "Agreement signed", "Letter"),
        ("2002-03-01", "Began to be funded by", "Apex"),
        ("2001-03-01", "Became a member of", "Apex"),
        (1998, "Founded", ""),
    ]


def test_what_has_not_happened_yet_is_not_told(client):
    union = an_organization("KH", "Union")
    a_relationship(union, an_organization("KH"), starts_on=date(2100, 1, 1))
    an_agreement(union, signed_on=date(2100, 1, 1), starts_on=None, ends_on=None)
    an_agreement(union, status="draft", signed_on=None)
    an_activity(union, planned_start=date(2100, 1, 1), planned_end=None)
    an_activity(union, status="6", planned_start=None, planned_end=None)
    an_event(
        organizer=union, starts_at=datetime(2100, 1, 1, tzinfo=UTC), ends_at=datetime(2100, 1, 2, tzinfo=UTC)
    )
    assert moments(client, union) == []


def test_a_long_timeline_is_cut_and_says_so(client):
    union = an_organization("KH", "Union", founded=1990)
    for year in range(50):
        an_activity(union, planned_start=date(1950 + year, 1, 1), planned_end=None)
    timeline = page_of(client, union).timeline
    assert len(timeline.moments) == 40 and timeline.is_cut
    assert timeline.moments[0].day == date(1999, 1, 1)


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    union = an_organization("KH", "Union", founded=1990, identifier=("KH-MOI", "1"))
    client.get(url_of(union))  # reference data is kept from here on
    for number in range(12):
        other = an_organization("KH", f"Part {number}", parent=union)
        a_relationship(other, union, starts_on=date(2020, 1, 1))
        an_agreement(union, other)
        an_activity(union, other)
        an_event(organizer=union)
        a_resource(publisher=union)
    with django_assert_max_num_queries(45):
        client.get(url_of(union))


# --- What the reader may do ----------------------------------------------------------------------------------


def test_everybody_is_offered_what_they_may_do(client, chenda, pat, guest):
    organization = an_organization("KH")
    a_steward(organization, pat)
    for user, offered in ((guest, set()), (pat, {"propose"}), (chenda, {"edit", "dissolve", "stewards"})):
        client.force_login(user)
        text = client.get(url_of(organization)).text
        links = {
            act for act in ("propose", "edit", "dissolve", "stewards") if url_of(organization, act) in text
        }
        assert links == offered


def test_only_keepers_read_the_history(client, chenda, pat):
    organization = an_organization("KH")
    client.force_login(chenda)
    client.post(
        url_of(organization, "edit/"), {"version": 1, "name": "New", "kind": "apex", "visibility": "public"}
    )
    assert "History of this entry" in client.get(url_of(organization)).text
    client.force_login(pat)
    assert "History of this entry" not in client.get(url_of(organization)).text
