"""Adding, changing, dissolving an organisation; who keeps its page."""

import pytest

from network.models import Organization, Steward
from sse_portal.records.models import Change
from tests.factories import a_listed_entity

from ..factories import a_steward, an_organization

pytestmark = pytest.mark.django_db
CREATE = "/network/organizations/create/"
FORM = {"name": "Union", "kind": "apex", "visibility": "public"}


def url_of(organization, rest):
    return f"/network/organizations/{organization.uid}/{rest}/"


@pytest.fixture
def as_chenda(client, chenda):
    client.force_login(chenda)
    return client


def errors(answer):
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


# --- Adding --------------------------------------------------------------------------------------------------


def test_an_organisation_is_added_with_everything_the_form_asks(as_chenda):
    parent = an_organization("KH", "Ministry of Commerce")
    entity = a_listed_entity("KH")
    answer = as_chenda.post(
        CREATE,
        FORM
        | {
            "names_en": "Union", "names_km": "សហភាព", "acronym": "U", "other_names": "Old\r\n\r\nOlder",
            "constituency": "SSE", "region": "KH-12", "locality": "Toul Kork", "latitude": "11.5", "longitude": "104.9",
            "parent": "ministry of commerce", "founded": "1998", "website": "https://example.org",
            "description_en": "Farmers", "identifiers": "XI-ROR https://ror.org/002yp7f20\nKH-MOI 12 / 3",
            "entity": str(entity.uid), "source": "Letter",
        },
    )  # fmt: skip
    organization = Organization.objects.get(name="Union")
    assert (answer.status_code, answer["Location"]) == (302, f"/network/organizations/{organization.uid}/")
    assert (organization.country_id, organization.parent, organization.entity) == ("KH", parent, entity)
    assert organization.names == {"en": "Union", "km": "សហភាព"}
    assert organization.other_names == ["Old", "Older"]
    held = set(organization.identifiers.values_list("scheme", "value"))
    assert held == {("XI-ROR", "002yp7f20"), ("KH-MOI", "12 / 3")}


def test_who_keeps_one_country_adds_there_and_who_keeps_all_chooses(client, as_chenda, rana):
    assert "names_km" in as_chenda.get(CREATE).text
    client.force_login(rana)
    text = client.get(CREATE).text
    assert "?country=KG" in text and "?country=regional" in text and "<form" not in text.split("<main")[1]
    client.post(CREATE + "?country=regional", FORM)
    assert Organization.objects.get().country_id is None
    assert 'name="region"' not in client.get(CREATE + "?country=regional").text


@pytest.mark.parametrize(("code", "status"), [("TH", 403), ("regional", 403), ("XX", 404), ("\x00", 404)])
def test_other_countries_are_not_added_to(as_chenda, code, status):
    assert as_chenda.post(CREATE + f"?country={code}", FORM).status_code == status


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"names_km": "x" * 201}, "names_en"),
        ({"kind": "club"}, "kind"),
        ({"region": "TH-10"}, "region"),
        ({"latitude": "11,5", "longitude": "104"}, "latitude"),
        ({"latitude": "11.5"}, "longitude"),
        ({"founded": "nineteen"}, "founded"),
        ({"founded": "9" * 30}, "founded"),
        ({"website": "example"}, "website"),
        ({"identifiers": "ROR 1"}, "identifiers"),
        ({"identifiers": "XI-ROR x"}, "identifiers"),
        ({"parent": "nobody has this"}, "parent"),
        ({"entity": "x"}, "entity"),
        ({"visibility": ""}, "visibility"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_typed_is_lost(as_chenda, typed, field):
    answer = as_chenda.post(CREATE, FORM | {"description_en": "A long story"} | typed)
    assert answer.status_code == 422
    assert set(errors(answer)) == {field}
    assert "A long story" in answer.text and not Organization.objects.exists()


def test_an_identifier_that_another_has_is_a_conflict_beside_its_field(as_chenda):
    an_organization("KH", identifier=("KH-MOI", "1"))
    answer = as_chenda.post(CREATE, FORM | {"identifiers": "KH-MOI 1"})
    assert answer.status_code == 409 and "identifiers" in errors(answer)


# --- Changing ------------------------------------------------------------------------------------------------


def test_the_form_comes_filled_and_saving_it_unchanged_changes_nothing(as_chenda):
    organization = an_organization(
        "KH", "Union", names={"km": "សហភាព", "vi": "Liên minh"}, other_names=["A", "B"], region_id="KH-12",
        latitude="11.50000", longitude="104.90000", parent=an_organization("KH", "Top"), founded=1998,
        entity_id=a_listed_entity("KH").pk, identifier=("XI-ROR", "002yp7f20"), description={"km": "រឿង"},
    )  # fmt: skip
    form = as_chenda.get(url_of(organization, "edit")).context["form"]
    typed = {}
    for bound in form:
        value = bound.value()
        typed[bound.html_name] = "\n".join(value) if isinstance(value, list) else str(value or "")
    as_chenda.post(url_of(organization, "edit"), typed | {"version": 1})
    saved = Organization.objects.get(pk=organization.pk)
    assert saved.version == 1 and not Change.objects.about(saved).exists()
    assert saved.identifiers.count() == 1 and saved.parent.name == "Top"


def test_a_line_that_is_taken_out_takes_the_identifier_away(as_chenda):
    organization = an_organization("KH", identifier=("XI-ROR", "002yp7f20"))
    as_chenda.post(url_of(organization, "edit"), FORM | {"version": 1, "identifiers": "KH-MOI 1"})
    assert list(organization.identifiers.values_list("scheme", flat=True)) == ["KH-MOI"]


def test_a_second_editor_sees_both_versions(as_chenda):
    organization = an_organization("KH", "Union")
    Organization.objects.update(version=2, acronym="THEIRS")
    answer = as_chenda.post(url_of(organization, "edit"), FORM | {"version": 1, "acronym": "MINE"})
    assert answer.status_code == 412
    assert "THEIRS" in answer.text and "MINE" in answer.text and 'name="version" value="2"' in answer.text
    as_chenda.post(url_of(organization, "edit"), FORM | {"version": 2, "acronym": "MINE"})
    assert Organization.objects.get().acronym == "MINE"


def test_a_parent_that_the_editor_may_not_know_is_not_told_and_stays(as_chenda):
    hidden = an_organization("TH", "Hidden above", visibility="secretariat")
    organization = an_organization("KH", "Union", parent=hidden)
    assert "Hidden above" not in as_chenda.get(url_of(organization, "edit")).text
    as_chenda.post(url_of(organization, "edit"), FORM | {"version": 1, "acronym": "U", "parent": ""})
    saved = Organization.objects.get(pk=organization.pk)
    assert (saved.acronym, saved.parent) == ("U", hidden)


@pytest.mark.parametrize("act", ["edit", "dissolve", "stewards"])
@pytest.mark.parametrize(("who", "status"), [(None, 302), ("guest", 403), ("pat", 403), ("narin", 403)])
def test_others_change_nothing(client, request, act, who, status):
    if who:
        client.force_login(request.getfixturevalue(who))
    organization = an_organization("KH")
    assert client.post(url_of(organization, act), FORM).status_code == status
    assert Organization.objects.get().version == 1


def test_a_merged_entry_has_no_form(as_chenda):
    former = an_organization("KH", status="merged", merged_into=an_organization("KH"))
    for act in ("edit", "dissolve", "stewards", "propose"):
        assert as_chenda.get(url_of(former, act)).status_code == 404


# --- Dissolving ----------------------------------------------------------------------------------------------


def test_it_is_dissolved_and_active_again(as_chenda):
    organization = an_organization("KH", "Union")
    as_chenda.post(url_of(organization, "dissolve"), {"version": 1, "year": "2020", "reason": "Law"})
    saved = Organization.objects.get()
    assert (saved.status, saved.dissolved) == ("dissolved", 2020)
    assert Change.objects.about(saved).get().reason == "Law"
    as_chenda.post(url_of(organization, "reactivate"), {"version": 2})
    assert Organization.objects.get().status == "active"


@pytest.mark.parametrize(("typed", "status"), [({"year": "x"}, 422), ({"year": "2020", "version": 9}, 412)])
def test_a_wrong_year_and_an_old_version_are_said(as_chenda, typed, status):
    organization = an_organization("KH")
    answer = as_chenda.post(url_of(organization, "dissolve"), {"version": 1} | typed)
    assert answer.status_code == status
    answer = as_chenda.post(url_of(organization, "reactivate"), {"version": "x"}, follow=True)
    assert "It is active." in answer.text


# --- Who keeps the page --------------------------------------------------------------------------------------


def test_the_secretariat_names_and_ends_who_keeps_the_page(as_chenda, pat):
    organization = an_organization("KH")
    answer = as_chenda.post(url_of(organization, "stewards"), {"email": pat.email}, follow=True)
    assert pat.email in answer.text
    steward = Steward.objects.get()
    answer = as_chenda.post(f"/network/stewards/{steward.uid}/end/", follow=True)
    assert pat.email not in answer.text and not Steward.objects.in_force().exists()
    as_chenda.post(f"/network/stewards/{steward.uid}/end/")


@pytest.mark.parametrize("email", ["", "x", "nobody@example.org", "a\x00@example.org"])
def test_an_address_without_account_is_said(as_chenda, email):
    answer = as_chenda.post(url_of(an_organization("KH"), "stewards"), {"email": email})
    assert answer.status_code == 422 and "email" in errors(answer)


def test_nobody_else_ends_a_steward(client, narin, pat):
    steward = a_steward(an_organization("KH", visibility="secretariat"), pat)
    client.force_login(narin)
    assert client.post(f"/network/stewards/{steward.uid}/end/").status_code == 404
