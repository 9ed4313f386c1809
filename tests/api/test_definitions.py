import pytest

from sse_portal import rules

pytestmark = pytest.mark.django_db
FACTS = {"legal_form": "KH-AC"}


def verdict(call, definition, answers, **more):
    return call("POST", f"definitions/{definition.uid}/classify/", body={"answers": answers, **more})


@pytest.mark.parametrize(
    ("share", "expected", "result"),
    [(50, "in_scope", "met"), (50.5, "out_of_scope", "failed"), (None, "undetermined", "unknown")],
)
def test_anybody_may_ask_whether_an_organisation_is_in_scope(call, records, share, expected, result):
    answers = {**FACTS, **({} if share is None else {"dist_capital_pct": share})}
    told = verdict(call, records.adopted, answers).json()

    assert told["verdict"] == expected
    (reason,) = told["reasons"]
    assert (reason["criterion"], reason["result"]) == ("C11", result)
    assert reason["wording"]["en"].startswith("At most 50 %")
    assert told["open_questions"] == (["dist_capital_pct"] if share is None else [])


def test_a_verdict_does_not_repeat_the_answers(call, records):
    response = verdict(call, records.adopted, {**FACTS, "dist_capital_pct": 37})
    assert b"37" not in response.content


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/answers"),
        ({"answers": []}, "/answers"),
        ({"answers": {"dist_capital_pct": "lots"}}, "/answers/dist_capital_pct"),
        ({"answers": {"dist_capital_pct": 10**30}}, "/answers/dist_capital_pct"),
        ({"answers": {"legal_form": "KG-COP"}}, "/answers/legal_form"),
        ({"answers": {"nothing": 1}}, "/answers/nothing"),
        ({"answers": {}, "on": "2026-02-30"}, "/on"),
        ({"answers": {}, "on": 5}, "/on"),
        ({"answers": {}, "more": 5}, "/more"),
    ],
)
def test_answers_that_cannot_be_read_are_named(call, records, problem, body, pointer):
    document = problem(call("POST", f"definitions/{records.adopted.uid}/classify/", body=body), 422)
    assert pointer in [error["pointer"] for error in document["errors"]]


def test_a_definition_tells_its_criteria_and_forms(call, records):
    definition = call("GET", f"definitions/{records.adopted.uid}/").json()
    assert [criterion["code"] for criterion in definition["criteria"]] == ["C11"]
    assert definition["forms"][0]["legal_form"] == "KH-AC"
    listed = call("GET", "definitions/?country=KH").json()["results"]
    [same] = [each for each in listed if each["id"] == definition["id"]]
    assert "criteria" not in same


def test_the_document_of_a_definition_can_be_run_elsewhere(call, records):
    document = rules.loads(call("GET", f"definitions/{records.adopted.uid}/document/").content.decode())
    assert document["format"] == 1 and document["country"] == "KH"
    assert document["criteria"][0]["expression"]["var"] == "dist_capital_pct"
