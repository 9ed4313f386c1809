import pytest
from django import forms

from network.forms.choosing import OrganizationField, OrganizationsField, offer_organizations
from network.models import AgreementParty
from sse_portal.records.editing import RecordForm
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db
URL = "/network/choose/"


class PartnerForm(RecordForm):
    partner = OrganizationField()

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        offer_organizations(self, user)


class PartiesForm(RecordForm):
    parties = OrganizationsField(roles=AgreementParty.Role, role="party", required=False)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        offer_organizations(self, user)


def chosen(user, text, **further):
    """The form after it was sent with `text` typed."""
    form = PartnerForm({"partner": text} | further, user=user)
    form.is_valid()
    return form


def rows(*pairs):
    """What a browser sends for rows of (text, role)."""
    sent = {}
    for number, (text, role) in enumerate(pairs):
        sent |= {f"parties-{number}-organization": text, f"parties-{number}-role": role}
    return sent


def test_a_name_that_only_one_organisation_has_needs_no_choice(chenda):
    samaki = an_organization(name="Samaki")
    an_organization(name="Samaki Thmey")
    assert chosen(chenda, "samaki").values() == {"partner": str(samaki.uid)}


@pytest.mark.parametrize("text", ["សហគមន៍រុងរឿង", "RR", "rung roeang"])
def test_every_name_counts_as_the_name(chenda, text):
    organization = an_organization(
        name="Rung Roeang", acronym="RR", names={"km": "សហគមន៍រុងរឿង"}, other_names=["Old"]
    )
    assert chosen(chenda, text).values() == {"partner": str(organization.uid)}


def test_a_public_identifier_is_taken_as_it_is(chenda):
    samaki = an_organization(name="Samaki")
    assert chosen(chenda, str(samaki.uid)).values() == {"partner": str(samaki.uid)}


def test_a_piece_of_a_name_brings_the_form_back_with_what_there_is_to_choose(chenda):
    for name in ("Samaki Thmey", "Samaki Chas", "Rumdoul"):
        an_organization(name=name)
    form = chosen(chenda, "maki")
    page = str(form["partner"])
    assert form.errors["partner"] == ["Choose one of the organisations below."]
    assert 'value="maki"' in page and page.index("Samaki Chas") < page.index("Samaki Thmey")
    assert "Rumdoul" not in page and "checked" not in page


def test_the_choice_is_taken_with_the_second_sending(chenda):
    an_organization(name="Samaki Thmey")
    other = an_organization(name="Samaki Chas")
    form = chosen(chenda, "maki", partner_uid=str(other.uid), partner_seen="maki")
    assert form.values() == {"partner": str(other.uid)}
    page = str(form["partner"])
    assert "checked" in page and "Samaki Thmey" not in page


def test_the_only_hit_is_marked_already(chenda):
    an_organization(name="Samaki Thmey")
    assert "checked" in str(chosen(chenda, "maki")["partner"])


def test_a_choice_made_for_another_text_does_not_count(chenda):
    samaki, rumdoul = an_organization(name="Samaki"), an_organization(name="Rumdoul")
    form = chosen(chenda, "Rumdoul", partner_uid=str(samaki.uid), partner_seen="Samaki")
    assert form.values() == {"partner": str(rumdoul.uid)}


def test_two_of_the_same_name_are_told_apart_by_their_note(chenda):
    an_organization(name="Union", kind="union")
    an_organization("TH", name="Union", kind="apex")
    page = str(chosen(chenda, "union")["partner"])
    assert "Cambodia · Trade union" in page and "Thailand · Union or federation" in page


def test_what_one_may_not_know_and_what_was_merged_is_not_offered(pat, chenda):
    secret = an_organization(name="Samaki Secret", visibility="secretariat")
    kept = an_organization(name="Samaki")
    an_organization(name="Samaki Old", status="merged", merged_into=kept)
    form = chosen(pat, "maki", partner_uid=str(secret.uid), partner_seen="maki")
    page = str(form["partner"])
    assert "partner" in form.errors and "Secret" not in page and "Old" not in page
    assert "Secret" in str(chosen(chenda, "maki")["partner"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "required"), ("s", "at least 2"), ("nobody", "No organisation"), ("sam\x00", "cannot be searched"),
        ("sam\ud800", "cannot be searched"), ("s" * 201, "cannot be searched"), ("0" * 30, "No organisation"),
        ("00000000-0000-0000-0000-000000000000", "No organisation"),
    ],
)  # fmt: skip
def test_what_cannot_be_found_is_said_beside_the_text(chenda, text, said):
    an_organization(name="Samaki")
    form = chosen(chenda, text)
    assert said in str(form.errors["partner"])
    str(form["partner"])


@pytest.mark.parametrize("uid", ["x", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_a_forged_choice_is_not_taken(chenda, uid):
    an_organization(name="Samaki Thmey")
    assert chosen(chenda, "maki", partner_uid=uid, partner_seen="maki").errors


def test_at_most_twenty_are_offered_and_it_is_said_that_there_are_more(chenda):
    for number in range(21):
        an_organization(name=f"Samaki {number:02}")
    page = str(chosen(chenda, "samaki")["partner"])
    assert page.count('type="radio"') == 20 and "There are more" in page


def test_an_exact_name_is_found_among_many_that_contain_it(chenda):
    for number in range(30):
        an_organization(name=f"A Samaki {number:02}")
    samaki = an_organization(name="Samaki")
    assert chosen(chenda, "samaki").values() == {"partner": str(samaki.uid)}


def test_rows_are_read_with_their_roles_and_emptied_ones_are_left_out(chenda):
    samaki, rumdoul = an_organization(name="Samaki"), an_organization(name="Rumdoul")
    form = PartiesForm(rows(("samaki", "lead"), ("", "party"), ("rumdoul", "funder")), user=chenda)
    assert form.is_valid()
    assert form.values()["parties"] == [
        {"organization": str(samaki.uid), "role": "lead"},
        {"organization": str(rumdoul.uid), "role": "funder"},
    ]


def test_a_row_that_cannot_be_read_is_named_and_all_of_them_come_back(chenda):
    an_organization(name="Samaki")
    form = PartiesForm(rows(("samaki", "lead"), ("nobody", "party"), ("samaki", "chief")), user=chenda)
    assert not form.is_valid()
    said = str(form.errors["parties"])
    assert "Row 2: No organisation" in said and "Row 3: Choose what part" in said
    page = str(form["parties"])
    assert 'value="nobody"' in page and page.count('type="search"') == 6


def test_saved_rows_are_shown_with_their_roles_and_room_for_more(chenda):
    samaki = an_organization(name="Samaki")
    form = PartiesForm(user=chenda, initial={"parties": [(samaki, "witness")]})
    page = str(form["parties"])
    assert page.count('type="search"') == 4 and f'value="{samaki.uid}" checked' in page
    assert '<option value="witness" selected>' in page
    assert str(form["parties"].value()) == "Samaki (witness)"


def test_two_forms_do_not_share_what_they_offer(chenda, pat):
    secret = an_organization(name="Samaki Secret", visibility="secretariat")
    first = PartiesForm(rows((str(secret.uid), "lead")), user=chenda)
    second = PartiesForm(rows((str(secret.uid), "lead")), user=pat)
    assert first.is_valid() and not second.is_valid()


def test_the_forms_own_machinery_knows_when_nothing_was_sent(chenda):
    form = PartiesForm({}, user=chenda)
    assert form.is_valid() and form.values()["parties"] == []
    assert isinstance(form.fields["parties"], forms.Field)


def test_hits_come_while_one_types(client, chenda):
    an_organization(name="Samaki Thmey")
    client.force_login(chenda)
    answer = client.get(URL, {"field": "parties-2-organization", "parties-2-organization": "maki"})
    assert answer.status_code == 200 and "Samaki Thmey" in answer.text
    assert 'id="id_parties-2-organization_hits"' in answer.text and "<html" not in answer.text


@pytest.mark.parametrize("text", ["", "s", "nobody", "\x00", "x" * 500])
def test_a_text_without_hits_gets_an_empty_piece(client, chenda, text):
    an_organization(name="Samaki")
    client.force_login(chenda)
    answer = client.get(URL, {"field": "partner", "partner": text})
    assert answer.status_code == 200 and "radio" not in answer.text


@pytest.mark.parametrize("field", ["", "A B", "x" * 61, '"><script>', "\x00"])
def test_a_field_that_is_none_is_not_found(client, chenda, field):
    client.force_login(chenda)
    assert client.get(URL, {"field": field}).status_code == 404


def test_the_number_of_queries_is_fixed(client, chenda, django_assert_max_num_queries):
    for number in range(15):
        an_organization(name=f"Samaki {number:02}")
    client.force_login(chenda)
    client.get(URL, {"field": "partner", "partner": "samaki"})
    with django_assert_max_num_queries(5):
        client.get(URL, {"field": "partner", "partner": "samaki"})
