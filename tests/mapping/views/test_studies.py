"""Studies: the list, the workspace, set-up, data quality, the data dictionary."""

import csv
import io
import json

import pytest

from mapping.definition.checks import relevant, unanswered
from mapping.definition.codebook import CODEBOOK
from mapping.models import Study, SurveyResponse
from mapping.sample.load import load_country
from mapping.services.responses import answers_with_register
from mapping.services.studies import change_study
from mapping.summaries.quality import missing_shares
from tests.factories import a_complete_response, a_response, a_study, a_user, an_entity

pytestmark = pytest.mark.django_db
FORM = {
    "title_en": "Mapping 2026", "title_km": "ផែនទី ២០២៦", "wave": "2", "period_start": "2025-01-01",
    "last_day": "2025-12-31", "target_responses": "2000",
}  # fmt: skip


def titles(answer):
    return [study.title for study in answer.context["studies"]]


# --- The list and the workspace -------------------------------------------------------------------------


def test_people_see_the_studies_of_their_country_with_counts(client, sokha, aigul):
    study = a_study(title={"en": "Here", "km": "នៅទីនេះ"})
    a_study("KG", title={"en": "There"})
    a_response(study, status="verified")
    client.force_login(sokha)
    answer = client.get("/studies/", headers={"Accept-Language": "km"})
    assert titles(answer) == ["នៅទីនេះ"] and answer.context["studies"][0].counts.verified == 1
    client.force_login(aigul)
    assert titles(client.get("/studies/")) == ["There"]


def test_somebody_without_a_role_sees_no_study_in_the_field(client, guest):
    a_study()
    client.force_login(guest)
    assert titles(client.get("/studies/")) == []
    client.logout()
    assert client.get("/studies/").status_code == 302


def test_the_list_costs_the_same_whatever_it_holds(client, dara, django_assert_max_num_queries):
    for _number in range(8):
        a_response(a_study())
    client.force_login(dara)
    client.get("/studies/")
    with django_assert_max_num_queries(12):
        client.get("/studies/")


def test_the_workspace_shows_how_far_the_study_is(client, dara):
    study = a_study(target_responses=10)
    a_response(study, status="submitted")
    a_response(study, status="verified")
    client.force_login(dara)
    answer = client.get(f"/studies/{study.uid}/")
    counts = answer.context["study"].counts
    assert (counts.total, counts.submitted, counts.verified, answer.context["waiting"]) == (2, 1, 1, 1)
    assert 'value="1"' in answer.text and "1 / 10" in answer.text


# --- Set-up ---------------------------------------------------------------------------------------------


def test_a_study_is_set_up_with_its_last_day_and_opened(client, dara):
    client.force_login(dara)
    answer = client.post("/studies/create/?country=KH", FORM)
    study = Study.objects.get()
    assert answer.url == f"/studies/{study.uid}/"
    assert study.title == {"en": "Mapping 2026", "km": "ផែនទី ២០២៦"}
    assert (study.period_end.isoformat(), study.target_responses, study.status) == (
        "2026-01-01",
        2000,
        "planned",
    )
    client.post(f"/studies/{study.uid}/open/", {"version": "1"})
    client.post(f"/studies/{study.uid}/close/", {"version": "2"})
    assert Study.objects.get().status == "closed"


@pytest.mark.parametrize(
    "changed",
    [
        {"title_en": ""}, {"title_en": "a\x00"}, {"title_en": "x" * 201}, {"wave": "0"}, {"wave": "9" * 30},
        {"wave": "x"},
        {"period_start": "2025-02-30"}, {"period_start": "0001-01-01"}, {"last_day": "2024-01-01"},
        {"last_day": "9999-12-31"},
        {"target_responses": "-5"}, {"target_responses": "1e30"}, {"lead_organisation": "x" * 300},
    ],
)  # fmt: skip
def test_a_study_that_cannot_be_comes_back_filled(client, dara, changed):
    client.force_login(dara)
    answer = client.post("/studies/create/?country=KH", FORM | changed)
    assert answer.status_code == 422 and answer.context["form"].errors
    assert not Study.objects.exists()


def test_a_round_that_is_there_already_is_said_beside_its_field(client, dara):
    a_study(wave=2)
    client.force_login(dara)
    answer = client.post("/studies/create/?country=KH", FORM)
    assert answer.status_code == 422 and "wave" in answer.context["form"].errors


@pytest.mark.parametrize("country", ["", "XX", "K", "\x00", "KHM"])
def test_there_is_no_study_of_an_unknown_country(client, dara, country):
    client.force_login(dara)
    assert client.get("/studies/create/", {"country": country}).status_code == 404


def test_only_who_manages_studies_there_sets_them_up_or_changes_them(client, sokha, dara, aigul):
    study = a_study()
    client.force_login(sokha)
    assert client.get("/studies/create/?country=KH").status_code == 403
    assert client.get(f"/studies/{study.uid}/edit/").status_code == 403
    assert client.post(f"/studies/{study.uid}/close/", {"version": "1"}).status_code == 403
    client.force_login(dara)
    assert client.get("/studies/create/?country=KG").status_code == 403
    client.force_login(aigul)
    assert client.get(f"/studies/{study.uid}/edit/").status_code == 404
    assert client.post(f"/studies/{study.uid}/close/", {"version": "1"}).status_code == 404
    assert Study.objects.get().status == "open"


def test_the_second_of_two_editors_sees_both_versions_before_saving(client, dara):
    study = a_study(wave=2, title={"en": "Old", "ru": "Старое"})
    change_study(by=dara, study=study, values={"lead_organisation": "NIS"}, version=1)
    client.force_login(dara)
    typed = FORM | {"lead_organisation": "MoP", "version": "1"}
    answer = client.post(f"/studies/{study.uid}/edit/", typed)
    assert answer.status_code == 412
    assert ("MoP", "NIS") in [(row["mine"], row["theirs"]) for row in answer.context["rows"]]
    assert Study.objects.get().lead_organisation == "NIS"

    assert client.post(f"/studies/{study.uid}/edit/", typed | {"version": "2"}).status_code == 302
    stored = Study.objects.get()
    assert (stored.lead_organisation, stored.title["ru"]) == ("MoP", "Старое")


def test_a_step_from_an_old_page_is_refused(client, dara):
    study = a_study(status="planned")
    change_study(by=dara, study=study, values={"lead_organisation": "NIS"}, version=1)
    client.force_login(dara)
    assert client.post(f"/studies/{study.uid}/open/", {"version": "1"}).status_code == 412
    assert client.post(f"/studies/{study.uid}/open/").status_code == 412
    assert client.get(f"/studies/{study.uid}/open/").status_code == 405


# --- Data quality ---------------------------------------------------------------------------------------


def test_progress_is_told_by_region_and_interviewer(client, sokha):
    study = a_study()
    for region, interviewer, status in (
        ("KH-12", "A", "verified"),
        ("KH-12", "B", "draft"),
        (None, "A", "draft"),
    ):
        a_response(study, an_entity(region_id=region), status=status, interviewer=interviewer)
    client.force_login(sokha)
    quality = client.get(f"/studies/{study.uid}/quality/").context["quality"]
    assert [(row.key, row.counts.total, row.counts.verified) for row in quality.regions] == [
        ("KH-12", 2, 1),
        ("", 1, 0),
    ]
    assert [(row.label, row.counts.total) for row in quality.interviewers] == [("A", 2), ("B", 1)]


def test_missing_shares_count_where_the_question_was_put(reference):
    study = a_study()
    a_response(study, status="verified", workers_total=5, workers_women=2, has_statutes="dk")
    a_response(study, status="verified", workers_total=5, has_statutes="yes", sdg_goals=["1"])
    a_response(study, status="submitted", workers_total=0)
    a_response(study, status="draft")
    found = SurveyResponse.objects.of_study(study).handed_in()
    shares = {share.variable: share for _title, rows in missing_shares(found, "en") for share in rows}
    told = {
        name: (shares[name].put, shares[name].missing)
        for name in ("workers_women", "has_statutes", "sdg_goals")
    }
    assert told == {"workers_women": (2, 1), "has_statutes": (3, 2), "sdg_goals": (3, 2)}
    assert shares["workers_total"].missing == 0 and shares["revenue_band"].put == 3


def test_missing_shares_agree_with_the_rules_of_the_forms(reference):
    """The same numbers counted one by one in Python, for answers of all kinds."""
    load_country("KH", 60)
    responses = SurveyResponse.objects.handed_in()
    put, missing = dict.fromkeys(CODEBOOK, 0), dict.fromkeys(CODEBOOK, 0)
    for response in responses.with_register():
        answers = answers_with_register(response)
        for name in relevant(answers):
            put[name] += 1
        for name in unanswered(answers):
            missing[name] += 1
    shares = [share for _title, rows in missing_shares(responses, "en") for share in rows]
    assert {share.variable: (share.put, share.missing) for share in shares} == {
        share.variable: (put[share.variable], missing[share.variable]) for share in shares
    }


def test_broken_rules_and_possible_duplicates_are_listed(client, sokha):
    study = a_study()
    a_complete_response(
        study, status="submitted", board_members=60, confirmed={"board_members.unusually-high": "Yes."}
    )
    a_response(study, an_entity(name="Rumdoul Weavers"), status="verified", board_members=70)
    a_response(study, an_entity(name="Rumdul Weavers"), status="verified", members_total=3, members_women=5)
    client.force_login(sokha)
    quality = client.get(f"/studies/{study.uid}/quality/").context["quality"]
    assert [(rule.is_hard, rule.responses, rule.confirmed) for rule in quality.broken] == [
        (True, 1, 0),
        (False, 2, 1),
    ]
    assert [{pair.one.name, pair.other.name} for pair in quality.pairs] == [
        {"Rumdoul Weavers", "Rumdul Weavers"}
    ]


def test_the_page_costs_the_same_number_of_queries_for_many_responses(
    client, sokha, django_assert_max_num_queries
):
    study = a_study()
    for number in range(30):
        a_response(
            study,
            an_entity(name=f"Entity {number}", region_id="KH-12"),
            status="verified",
            interviewer=f"{number}",
        )
    client.force_login(sokha)
    client.get(f"/studies/{study.uid}/quality/")
    with django_assert_max_num_queries(25):
        assert client.get(f"/studies/{study.uid}/quality/").status_code == 200


def test_an_empty_study_has_a_page_too(client, sokha):
    client.force_login(sokha)
    assert client.get(f"/studies/{a_study(status='planned').uid}/quality/").status_code == 200


# --- The data dictionary --------------------------------------------------------------------------------


def test_everybody_reads_the_codebook_in_their_language(client, reference):
    answer = client.get("/studies/codebook/", headers={"Accept-Language": "vi"})
    assert answer.status_code == 200
    assert all(name in answer.text for name in CODEBOOK)
    assert CODEBOOK["members_total"].label["vi"] in answer.text


def test_the_codebook_is_a_csv_file_too(client, reference):
    answer = client.get("/studies/codebook/?format=csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="codebook.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == list(CODEBOOK)
    assert json.dumps(rows)  # every cell is text
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_a_policymaker_sees_the_progress_but_no_way_to_change_it(client, reference):
    study = a_study()
    client.force_login(a_user("policymaker", "KH"))
    text = client.get(f"/studies/{study.uid}/").text
    assert "Close the study" not in text and "New response" not in text
