import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Relationship
from tests.network.factories import a_relationship, an_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(reference):
    return an_organization(name="Samaki"), an_organization("TH", name="Union")


@pytest.fixture
def keeper(client, chenda):
    client.force_login(chenda)
    return client


def add_page(organization):
    return reverse("network:relationship-create", args=[organization.uid])


def sent(**fields):
    plain = {"kind": "member_of", "organization": "Union", "visibility": "public"}
    return plain | fields


def test_a_relationship_is_added_from_the_page_of_an_organisation(keeper, pair):
    page = keeper.get(add_page(pair[0])).text
    assert "has the member" in page and page.count("works with") == 1
    answer = keeper.post(add_page(pair[0]), sent(starts_on="2024-01-01", last_day="2024-12-31"))
    relationship = Relationship.objects.get()
    assert answer.status_code == 302 and answer["Location"].endswith(f"/{pair[0].uid}/")
    assert (relationship.subject, relationship.object) == pair
    assert str(relationship.ends_on) == "2025-01-01", "the day after the last one"
    assert "The relationship is added." in keeper.get(answer["Location"]).text


def test_it_can_be_said_from_the_other_side(keeper, pair):
    other = an_organization(name="Village group")
    keeper.post(add_page(pair[0]), sent(kind="has_member", organization="village group"))
    relationship = Relationship.objects.get()
    assert (relationship.subject, relationship.object, relationship.kind) == (other, pair[0], "member_of")


def test_what_belongs_to_another_country_is_said_beside_the_organisation(keeper, pair):
    answer = keeper.post(add_page(pair[0]), sent(kind="funded_by"))
    assert answer.status_code == 422 and "secretariat of that organisation" in answer.text
    assert 'value="Union"' in answer.text and not Relationship.objects.exists()


def test_a_piece_of_a_name_brings_back_the_form_with_what_was_typed(keeper, pair):
    answer = keeper.post(add_page(pair[0]), sent(organization="uni", source="Report 2026"))
    assert answer.status_code == 422
    assert "Choose one of the organisations" in answer.text and 'value="Report 2026"' in answer.text
    uid = str(pair[1].uid)
    again = keeper.post(
        add_page(pair[0]), sent(organization="uni", organization_uid=uid, organization_seen="uni")
    )
    assert again.status_code == 302 and Relationship.objects.get().object == pair[1]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "loves"}, "Select a valid choice"), ({"organization": "Samaki"}, "nobody is related to itself"),
        ({"starts_on": "2024-02-01", "last_day": "2024-01-30"}, "The end must come after"),
        ({"last_day": "9999-12-31"}, "Last day"), ({"starts_on": "x"}, "Enter a valid date"),
        ({"source": "a\x00b"}, "Null characters"), ({"source": "x" * 301}, "300"),
    ],
)  # fmt: skip
def test_bad_input_is_said_in_its_place_and_nothing_is_written(keeper, pair, fields, said):
    answer = keeper.post(add_page(pair[0]), sent(**fields))
    assert answer.status_code == 422 and said in answer.text, answer.text[3000:8000]
    assert not Relationship.objects.exists()


def test_the_same_again_is_said_in_the_form(keeper, pair):
    a_relationship(*pair)
    answer = keeper.post(add_page(pair[0]), sent())
    assert answer.status_code == 409 and "related in this way already" in answer.text


def test_it_is_changed_and_somebody_elses_change_is_shown(keeper, pair):
    relationship = a_relationship(*pair)
    address = reverse("network:relationship-edit", args=[relationship.uid])
    assert "Samaki – is a member of – Union" in keeper.get(address).text
    fields = {"kind": "funds", "visibility": "network", "source": "A"}
    assert keeper.post(address, fields | {"version": "1"}).status_code == 302
    relationship.refresh_from_db()
    assert (relationship.kind, relationship.visibility, relationship.version) == ("funds", "network", 2)
    stale = keeper.post(address, fields | {"version": "1", "source": "B"})
    assert stale.status_code == 412 and "What you typed and what is saved" in stale.text


def test_it_is_ended_on_a_day(keeper, pair):
    relationship = a_relationship(*pair)
    address = reverse("network:relationship-end", args=[relationship.uid])
    assert f'value="{timezone.localdate()}"' in keeper.get(address).text
    assert keeper.post(address, {"version": "1", "last_day": ""}).status_code == 422
    keeper.post(address, {"version": "1", "last_day": "2025-12-31", "reason": "Left"})
    relationship.refresh_from_db()
    assert str(relationship.ends_on) == "2026-01-01"
    again = keeper.post(address, {"version": "2", "last_day": "2026-12-31"})
    assert again.status_code == 409 and "ended already" in again.text


def test_what_one_may_not_know_is_not_found_and_what_one_may_not_do_is_refused(client, narin, pat, pair):
    hidden = a_relationship(*pair, visibility="secretariat")
    shown = a_relationship(*pair, "funds")
    for user, record, status in (
        (pat, hidden, 404),
        (pat, shown, 403),
        (narin, shown, 403),
        (narin, hidden, 403),
    ):
        client.force_login(user)
        assert client.get(reverse("network:relationship-edit", args=[record.uid])).status_code == status
    assert client.get(add_page(pair[0])).status_code == 403
    secret = an_organization(visibility="secretariat")
    assert client.get(add_page(secret)).status_code == 404


def test_nothing_is_added_to_an_entry_that_was_merged(keeper, pair):
    old = an_organization(status="merged", merged_into=pair[0])
    assert keeper.get(add_page(old)).status_code == 404
