"""In the browser without JavaScript: find duplicates, compare, merge, undo."""

import re

import pytest
from django.urls import reverse

from network.models import Merge, Organization
from network.services.merges import merge_organizations
from tests.network.factories import a_relationship, an_activity, an_organization
from tests.reading import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(reference):
    """Two entries of one federation."""
    one = an_organization(name="Federation of Farmers", kind="apex")
    return one, an_organization(
        name="Federation of the Farmers", kind="ngo", names={"km": "សហព័ន្ធ"}, founded=1999
    )


@pytest.fixture
def desk(client, chenda):
    client.force_login(chenda)
    return client


def address(one, other):
    return f"{reverse('network:merge-create', args=[one.uid])}?with={other.uid}"


def filled(answer):
    """What a browser would send: hidden fields, marked radio buttons."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", answer.text):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if attributes.get("type") == "hidden" or " checked" in tag:
            fields[attributes["name"]] = attributes.get("value", "")
    return fields


def merged(by, one, other):
    return merge_organizations(
        by=by, survivor=one, absorbed=other, choices={}, version_survivor=1, version_absorbed=1
    )


def test_the_way_from_the_list_of_duplicates_to_the_merge_and_back(desk, pair):
    one, other = pair
    an_activity(other)
    listed = desk.get(reverse("network:duplicate-list"))
    assert address(one, other) in listed.text.replace("&amp;", "&")

    compared = desk.get(address(one, other))
    form = filled(compared)
    assert "Activities" in compared.text and "1999" in compared.text
    done = desk.post(
        address(one, other), form | {"choice-kind": "absorbed", "reason": "Same statutes"}, follow=True
    )

    one.refresh_from_db()
    assert (one.kind, one.founded, one.names["km"]) == ("ngo", 1999, "សហព័ន្ធ")
    assert "Same statutes" in done.text and "Undo the merge" in done.text
    undone = desk.post(
        reverse("network:merge-undo", args=[Merge.objects.get().uid]), {"reason": "Two"}, follow=True
    )
    assert "The merge is undone." in undone.text
    assert Organization.objects.present().count() == 2


def test_old_addresses_lead_to_the_survivor(desk, chenda, pair):
    merged(chenda, *pair)
    answer = desk.get(reverse("network:organization-detail", args=[pair[1].uid]))
    assert (answer.status_code, answer["Location"]) == (
        301, reverse("network:organization-detail", args=[pair[0].uid]),
    )  # fmt: skip


def test_the_page_of_the_survivor_names_what_was_merged_into_it_to_its_keepers_only(
    desk, client, chenda, pair
):
    one, other = pair
    page = reverse("network:organization-detail", args=[one.uid])
    done = merged(chenda, one, other)
    assert reverse("network:merge-detail", args=[done.uid]) in desk.get(page).text
    client.logout()
    assert "Merged into" not in client.get(page).text


def test_after_somebody_was_faster_both_are_shown_as_they_are_now(desk, pair):
    form = filled(desk.get(address(*pair)))
    Organization.objects.filter(pk=pair[1].pk).update(version=5, name="Renamed meanwhile")

    answer = desk.post(address(*pair), form)

    assert answer.status_code == 412
    assert "Renamed meanwhile" in answer.text
    assert filled(answer)["version_absorbed"] == "5"
    assert not Merge.objects.exists()


@pytest.mark.parametrize("bad", ["both", "", "\x00", "x" * 5000])
def test_a_bad_choice_comes_back_with_its_place(desk, pair, bad):
    answer = desk.post(address(*pair), filled(desk.get(address(*pair))) | {"choice-kind": bad})
    assert answer.status_code == 422
    assert not Merge.objects.exists()


def test_a_contradiction_stands_beside_its_field(client, rana, reference):
    client.force_login(rana)
    one, other = an_organization("KH", region_id="KH-12"), an_organization("TH")
    form = filled(client.get(address(one, other)))

    answer = client.post(address(one, other), form | {"choice-country": "absorbed"})

    assert answer.status_code == 422
    assert "That region belongs to another country." in answer.text


@pytest.mark.parametrize("version", ["", "abc", "9" * 30, "-1"])
def test_a_bad_version_is_refused(desk, pair, version):
    answer = desk.post(address(*pair), filled(desk.get(address(*pair))) | {"version_survivor": version})
    assert answer.status_code in (412, 422)


@pytest.mark.parametrize("other", ["", "x", "00000000-0000-0000-0000-000000000000", "%00", "9" * 40])
def test_another_entry_that_does_not_exist_is_not_found(desk, pair, other):
    page = reverse("network:merge-create", args=[pair[0].uid])
    assert desk.get(f"{page}?with={other}").status_code == 404


def test_the_other_entry_is_chosen_by_its_name(desk, pair):
    page = reverse("network:merge-create", args=[pair[0].uid])
    assert desk.get(page).status_code == 200
    offered = desk.post(page, {"other": "of the Farm"})
    assert offered.status_code == 422 and str(pair[1].uid) in offered.text
    chosen = desk.post(page, {"other": str(pair[1].uid)})
    assert chosen["Location"] == address(*pair)
    itself = desk.post(page, {"other": str(pair[0].uid)})
    assert itself.status_code == 422


def test_a_merge_with_an_entry_of_another_country_is_forbidden(desk, pair):
    assert desk.get(address(pair[0], an_organization("TH"))).status_code == 403
    hidden = an_organization("TH", visibility="secretariat")
    assert desk.get(address(pair[0], hidden)).status_code == 404


def test_an_entry_is_not_compared_with_itself_twice(desk, pair):
    answer = desk.post(address(pair[0], pair[0]), {"version_survivor": 1, "version_absorbed": 1})
    assert answer.status_code == 422
    assert "Choose two different entries." in answer.text


def test_the_reasons_why_a_merge_cannot_be_undone_are_shown(desk, chenda, pair):
    relationship = a_relationship(pair[1], an_organization())
    done = merged(chenda, *pair)
    relationship.delete()
    page = reverse("network:merge-detail", args=[done.uid])

    shown, sent = desk.get(page), desk.post(reverse("network:merge-undo", args=[done.uid]))

    assert (shown.status_code, sent.status_code) == (200, 409)
    for answer in (shown, sent):
        assert f"{relationship.uid} was removed." in answer.text
        assert "Undo the merge" not in answer.text


def test_the_merge_of_another_country_is_unknown(desk, rana):
    done = merged(rana, an_organization("TH"), an_organization("TH"))
    assert desk.get(reverse("network:merge-detail", args=[done.uid])).status_code == 404


def test_the_list_of_duplicates_takes_only_countries_of_the_reader(desk):
    assert desk.get(reverse("network:duplicate-list"), {"country": "TH"}).status_code == 422
    assert desk.get(reverse("network:duplicate-list"), {"country": "\x00"}).status_code == 422


def test_the_pages_take_a_fixed_number_of_queries(desk, pair, django_assert_max_num_queries):
    for number in range(20):
        a_relationship(pair[1], an_organization(name=f"Union {number} of Weavers"))
    with django_assert_max_num_queries(15):
        desk.get(reverse("network:duplicate-list"))
    with django_assert_max_num_queries(40):
        desk.get(address(*pair))


def test_a_merge_leaves_no_trace_of_a_private_entry_on_public_pages(client, chenda, pair):
    addresses = [
        reverse("network:organization-list"),
        reverse("network:organization-detail", args=[pair[0].uid]),
    ]
    before = [seen(client, page) for page in addresses]
    hidden = [an_organization(visibility="secretariat") for _number in range(2)]
    merged(chenda, *hidden)
    assert [seen(client, page) for page in addresses] == before
    for entry in hidden:
        assert client.get(reverse("network:organization-detail", args=[entry.uid])).status_code == 404
