"""The dry run: what each row would do, said with column and reason, and nothing written."""

import uuid

import pytest
from django.core.files.base import ContentFile

from mapping.models import Entity, EntityIdentifier, SurveyResponse
from mapping.services import imports as services
from sse_portal.basics.problems import Invalid
from tests.factories import a_response, a_study, an_entity

from .conftest import checked, outcomes, publish, published, row, said


def test_it_tells_per_row_what_would_happen_and_writes_nothing(study):
    an_entity("KH", "Known", identifier=("KH-TIN", "1"), locality="Takeo")
    an_entity("KH", "Same", identifier=("KH-TIN", "2"), locality="Kampot")
    batch = checked(study, [
        {"KH-TIN": "1", "entity_name": "Known", "locality": "Kep", "year_established": ""},
        {"KH-TIN": "2", "entity_name": "Same", "locality": "Kampot", "year_established": ""},
        {"KH-TIN": "3", "entity_name": "Rumdoul Weavers", "locality": "Kep", "year_established": "1999"},
        {"KH-TIN": "4", "entity_name": "Angkor Rice", "locality": "Kep", "year_established": "17"},
    ])  # fmt: skip

    assert outcomes(batch) == {2: "update", 3: "unchanged", 4: "create", 5: "refused"}
    assert batch.counts == {"update": 1, "unchanged": 1, "create": 1, "refused": 1}
    assert said(batch, 5) == [("year_established", "out-of-range")]
    assert Entity.with_pending.count() == 2
    assert Entity.objects.get(name="Known").locality == "Takeo"


def test_the_same_meaning_in_other_words_is_unchanged(study):
    an_entity("KH", "Phở Việt", identifier=("KH-TIN", "1"), year_established=1999, region_id="KH-12")
    decomposed = "Phở Việt"
    batch = checked(study, f"KH-TIN,entity_name,year_established,region\n1,{decomposed}, 1999 ,phnom PENH\n")
    assert outcomes(batch) == {2: "unchanged"}


def test_leading_zeros_and_spaces_of_an_identifier_are_tolerated_and_shown(study):
    an_entity("KH", "Known", identifier=("KH-TIN", "04518100"))
    batch = checked(study, "KH-TIN,entity_name\n4 518 100,Known\n")
    assert outcomes(batch) == {2: "unchanged"}
    assert said(batch, 2, notes=True) == [("KH-TIN", "spelling")]
    assert EntityIdentifier.objects.get().value == "04518100"


def test_identifiers_of_two_organisations_are_refused_not_guessed(study):
    an_entity("KH", "One", identifier=("KH-TIN", "1"))
    an_entity("KH", "Other", identifier=("XI-ROR", "2"))
    batch = checked(study, "KH-TIN,XI-ROR,entity_name\n1,2,One\n")
    assert said(batch, 2) == [("", "ambiguous")]


def test_the_public_id_is_the_identity_after_the_identifier(study):
    entity, new = an_entity("KH", "Known"), uuid.uuid4()
    batch = checked(study, f"entity,entity_name\n{entity.uid},Renamed\n{new},Brand new thing\n")
    assert outcomes(batch) == {2: "update", 3: "create"}
    publish(batch)
    assert Entity.objects.get(uid=new).name == "Brand new thing"


def test_two_rows_about_one_organisation_are_refused_with_the_first_line(study):
    batch = checked(study, "KH-TIN,entity_name\n1,Rumdoul Weavers\n1,Rumdoul Weavers Ltd\n")
    assert outcomes(batch) == {2: "create", 3: "refused"}
    assert "line 2" in row(batch, 3).problems[0]["message"]


@pytest.mark.parametrize(
    ("register", "file"),
    [
        ("Rumdoul Silk Weavers", "Rumdoul Silk Weaver"),
        ("សហគមន៍កសិកម្មសាមគ្គីកំពត", "សហគមន៍កសិកម្ម សាមគ្គីកំពត"),
        ("Кооператив Ак-Суу Жалал", "кооператив «Ак-Суу Жалал»"),
    ],
)
def test_a_likely_duplicate_in_any_script_waits_for_a_decision(study, register, file):
    entity = an_entity("KH", register)
    batch = checked(study, [{"entity_name": file}])
    assert outcomes(batch) == {2: "duplicate"}
    assert row(batch, 2).candidates[0]["entity"] == str(entity.uid)
    with pytest.raises(Invalid):
        services.decide(by=None, batch=batch, decisions={2: str(uuid.uuid4())})


def test_each_decision_does_what_it_says(study):
    entity = an_entity("KH", "Rumdoul Silk Weavers")
    names = ("Rumdoul Silk Weaver", "Rumdoul Silks Weavers", "Rumdoul-Silk Weavers")
    batch = checked(study, [{"entity_name": name, "locality": "Kep"} for name in names])
    services.decide(by=None, batch=batch, decisions={2: str(entity.uid), 3: "new", 4: "skip"})

    assert outcomes(batch) == {2: "update", 3: "create", 4: "duplicate"}
    publish(batch)
    entity.refresh_from_db()
    assert (entity.name, entity.locality) == ("Rumdoul Silk Weaver", "Kep")
    assert sorted(Entity.objects.values_list("name", flat=True)) == [
        "Rumdoul Silk Weaver",
        "Rumdoul Silks Weavers",
    ]


def test_a_decision_can_be_taken_back(study):
    entity = an_entity("KH", "Rumdoul Silk Weavers")
    batch = checked(study, [{"entity_name": "Rumdoul Silk Weaver"}])
    for decision, outcome in [
        (str(entity.uid), "update"),
        ("new", "create"),
        ("", "duplicate"),
        ("skip", "duplicate"),
    ]:
        services.decide(by=None, batch=batch, decisions={2: decision})
        assert outcomes(batch) == {2: outcome}, decision
        assert row(batch, 2).candidates, "what was offered stays on offer"


def test_the_same_name_twice_in_a_file_waits_for_a_decision(study):
    batch = checked(study, [{"entity_name": "Rumdoul Weavers"}, {"entity_name": "rumdoul  weavers"}])
    assert outcomes(batch) == {2: "create", 3: "duplicate"}
    assert row(batch, 3).candidates[0]["line"] == 2


def test_publication_waits_until_likely_duplicates_are_decided(study):
    an_entity("KH", "Rumdoul Silk Weavers")
    batch = checked(study, [{"entity_name": "Rumdoul Silk Weaver"}])
    with pytest.raises(services.Undecided):
        services.confirm_publication(by=None, batch=batch)


def test_a_blank_cell_erases_only_when_asked_to(study):
    an_entity("KH", "Known", identifier=("KH-TIN", "1"), locality="Takeo")
    rows = [{"KH-TIN": "1", "entity_name": "Known", "locality": ""}]
    assert outcomes(checked(study, rows)) == {2: "unchanged"}
    published(study, rows, blank_erases=True)
    assert Entity.objects.get().locality == ""


def test_a_name_is_never_erased(study):
    an_entity("KH", "Known", identifier=("KH-TIN", "1"))
    batch = checked(study, [{"KH-TIN": "1", "entity_name": "", "locality": "x"}], blank_erases=True)
    assert said(batch, 2) == [("entity_name", "required")]


def test_answers_become_a_draft_of_the_study(study):
    batch = published(study, [
        {"entity_name": "Rumdoul Weavers", "legal_form": "KH-AC", "members_total": "1 200", "isic_main": "A"},
        {"entity_name": "Angkor Rice Mill", "legal_form": "KH-AC", "members_total": "", "isic_main": "A"},
    ])  # fmt: skip
    response = SurveyResponse.objects.get()
    assert (response.entity.name, response.members_total, response.status) == (
        "Rumdoul Weavers",
        1200,
        "draft",
    )
    assert (response.legal_form, response.batch_id, response.interviewer) == ("KH-AC", batch.pk, "")
    assert set(Entity.objects.values_list("legal_form", "isic_main")) == {("KH-AC", "ISIC4:A")}


def test_a_verified_response_is_not_changed_by_a_file(study):
    entity = an_entity("KH", "Known", identifier=("KH-TIN", "1"))
    a_response(study, entity, status="verified", members_total=5)
    same = checked(study, "KH-TIN,members_total\n1,5\n")
    other = checked(study, "KH-TIN,members_total\n1,6\n")
    assert outcomes(same) == {2: "unchanged"}
    assert said(other, 2) == [("", "wrong-status")]


def test_answers_that_contradict_each_other_are_noted_and_stop_no_draft(study):
    batch = checked(study, "entity_name,members_total,members_women\nRumdoul Weavers,5,9\n")
    assert outcomes(batch) == {2: "create"}
    assert "members_women" in {column for column, _code in said(batch, 2, notes=True)}


def test_answers_need_an_open_study_a_plain_register_list_does_not(reference):
    closed = a_study("KH", status="closed")
    with pytest.raises(services.StudyClosed):
        checked(closed, "entity_name,members_total\nRumdoul Weavers,5\n")
    assert outcomes(checked(closed, "entity_name\nRumdoul Weavers\n")) == {2: "create"}


def test_values_are_mapped_to_codes(study):
    mapping = {"state": {"to": "operational_status", "codes": {"withdrawn": "closed"}}}
    batch = published(study, "entity_name,state\nRumdoul Weavers,withdrawn\n", mapping=mapping)
    assert batch.counts == {"create": 1}
    assert Entity.objects.get().operational_status == "closed"


def test_another_country_in_a_row_is_refused(study):
    batch = checked(study, "entity_name,country,region\nOne,TH,\nOther,KH,TH-10\n")
    assert said(batch, 2) == [("country", "country.other-study")] or said(batch, 2)[0][0] == "country"
    assert said(batch, 3)[0][0] == "region"


def test_an_organisation_of_another_country_is_refused(study):
    an_entity("TH", "Thai", identifier=("XI-ROR", "1"))
    assert said(checked(study, "XI-ROR,entity_name\n1,Thai\n"), 2) == [("", "other-country")]


def test_contacts_are_kept_apart_and_their_history_names_fields_only(study, sokha):
    batch = published(
        study, "entity_name,contact_email,contact_phone\nRumdoul Weavers,A@Example.org,012 345 678\n"
    )
    contact = Entity.objects.get().contact
    assert (contact.contact_email, contact.contact_phone) == ("A@example.org", "+85512345678")
    assert batch.counts == {"create": 1}


def test_the_mapping_is_remembered_for_the_next_file_of_the_same_header(study):
    mapping = {"Khan": {"to": "locality", "codes": {}}}
    checked(study, "Namn,Khan,entity_name\nx,y,z\n", mapping=mapping)
    again = services.upload_file(
        by=None, study=study, file=_file("KHAN,entity_name,namn\n1,2,3\n"), name="b.csv"
    )
    assert again.mapping["KHAN"]["to"] == "locality"


def _file(text):
    return ContentFile(text.encode())
