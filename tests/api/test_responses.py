import csv
import io

import pytest

from mapping.models import SurveyResponse
from sse_portal.records.models import Change, Reading
from tests.factories import a_complete_response, a_listed_entity, a_response, a_study

pytestmark = pytest.mark.django_db


def path(response, act=""):
    return f"responses/{response.uid}/{act and act + '/'}"


def seen(version):
    return {"If-Match": f'"{version}"'}


def test_a_response_carries_its_answers_by_variable(call, cast, records):
    row = call("GET", path(records.response), user=cast.researcher).json()

    assert row["answers"]["workers_total"] == 12
    assert row["answers"]["members_total"] is None, "not answered is not zero"
    assert (row["study"], row["entity"]) == (str(records.study.uid), str(records.listed.uid))
    assert not [name for name in row["answers"] if name.startswith("contact")]


def test_every_read_is_noted_before_it_is_answered(call, cast, records):
    call("GET", path(records.response), user=cast.researcher)
    call("GET", f"responses/?study={records.study.uid}&status=draft", user=cast.researcher)

    one, many = Reading.objects.order_by("id")
    assert (one.record, one.rows) == (records.response.uid, 1)
    assert (many.act, many.rows, many.asked["status"]) == ("read", 1, "draft")


def test_what_a_change_shows_is_noted_too(call, cast, records):
    call("PATCH", path(records.response), user=cast.researcher, body={"answers": {}}, **seen(1))
    call("PATCH", path(records.response), user=cast.researcher, body={"answers": {}}, **seen(7))
    assert [reading.record for reading in Reading.objects.all()] == [records.response.uid] * 2


def test_nothing_is_read_when_the_read_cannot_be_noted(call, cast, records, client, monkeypatch):
    def full(**_details):
        raise OSError("no space left")

    monkeypatch.setattr("mapping.api.responses.audit_reading", full)
    client.raise_request_exception = False
    for address in (path(records.response), "responses/", "responses/?format=csv"):
        response = call("GET", address, user=cast.reviewer)
        assert response.status_code == 500 and b"workers" not in response.content


def test_microdata_are_never_kept_on_the_way(call, cast, records):
    for address in (path(records.response), "responses/", "responses/?format=csv"):
        response = call("GET", address, user=cast.reviewer)
        assert response["Cache-Control"] == "no-store"


def test_a_table_of_responses_has_a_column_for_every_question(call, cast, records):
    SurveyResponse.objects.filter(pk=records.response.pk).update(
        sdg_goals=["SDG1", "SDG8"], revenue_total="-12.50"
    )
    response = call("GET", "responses/?format=csv&status=draft", user=cast.reviewer)
    (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode()))

    assert (row["workers_total"], row["sdg_goals"], row["revenue_total"]) == ("12", "SDG1;SDG8", "-12.5")
    assert row["members_total"] == "" and row["country"] == "KH"


@pytest.mark.parametrize(
    "query", ["status=draft", "status=verified", "country=KH", "country=KG", "updated_since=2100-01-01"]
)
def test_responses_are_narrowed(call, cast, records, query):
    expected = {"status=draft": 1, "country=KH": 2}.get(query, 0)
    assert len(call("GET", f"responses/?{query}", user=cast.reviewer).json()["results"]) == expected


# --- From the first answer to verification ---------------------------------------------------------------


def test_a_response_goes_from_draft_to_verified_in_four_requests(call, cast, reference):
    draft = a_complete_response(a_study("KH"))
    body = {
        "study": str(a_study("KH").uid),
        "entity": str(draft.entity.uid),
        "answers": {"workers_total": "5"},
    }
    started = call("POST", "responses/", user=cast.researcher, body=body, **{"Idempotency-Key": "k"})
    assert (started.status_code, started.json()["answers"]["workers_total"]) == (201, 5)

    changed = call(
        "PATCH", path(draft), user=cast.researcher, body={"answers": {"workers_total": 6}}, **seen(1)
    )
    assert (changed.status_code, changed.json()["version"]) == (200, 2)

    submitted = call("POST", path(draft, "submit"), user=cast.researcher, body={}, **seen(2))
    assert (submitted.status_code, submitted.json()["status"]) == (200, "submitted"), submitted.content

    returned = call(
        "POST", path(draft, "return"), user=cast.reviewer,
        body={"comments": {"workers_total": "Part-time too?"}, "reason": "Please check"}, **seen(3),
    )  # fmt: skip
    assert returned.json()["status"] == "returned"
    comments = {comment["variable"]: comment["text"] for comment in returned.json()["comments"]}
    assert comments == {"workers_total": "Part-time too?", "": "Please check"}

    again = call("POST", path(draft, "submit"), user=cast.researcher, body={}, **seen(4))
    assert again.json()["comments"] == []
    verified = call("POST", path(draft, "verify"), user=cast.reviewer, body={}, **seen(5))
    assert verified.json()["status"] == "verified"
    acts = Change.objects.filter(record=draft.uid).order_by("id").values_list("act", flat=True)
    assert list(acts) == ["answered", "submitted", "returned", "submitted", "verified"]


def test_an_incomplete_response_is_not_submitted_and_each_fault_is_named(call, cast, records, problem):
    response = call("POST", path(records.response, "submit"), user=cast.researcher, body={}, **seen(1))

    document = problem(response, 422)
    assert len(document["errors"]) > 1
    assert all(error["pointer"] == f"/answers/{error['field']}" for error in document["errors"])
    assert SurveyResponse.objects.get(pk=records.response.pk).status == "draft"


def test_nobody_verifies_what_they_submitted(call, cast, reference, problem):
    draft = a_complete_response(a_study("KH"))
    call("POST", path(draft, "submit"), user=cast.reviewer, body={}, **seen(1))
    problem(call("POST", path(draft, "verify"), user=cast.reviewer, body={}, **seen(2)), 403, "own-work")


def test_what_was_verified_is_not_changed_any_more(call, cast, reference, problem):
    verified = a_response(a_study("KH"), status="verified")
    problem(call("PATCH", path(verified), user=cast.researcher, body={"answers": {}}, **seen(1)), 409)


def test_an_entity_answers_once_in_a_study(call, cast, records, problem):
    body = {"study": str(records.study.uid), "entity": str(records.listed.uid)}
    problem(call("POST", "responses/", user=cast.researcher, body=body, **{"Idempotency-Key": "k"}), 409)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"workers_total": -1}, "workers_total"),
        ({"workers_total": "many"}, "workers_total"),
        ({"workers_total": True}, "workers_total"),
        ({"workers_total": 10**30}, "workers_total"),
        ({"workers_total": 1.5}, "workers_total"),
        ({"dist_capital_pct": 101}, "dist_capital_pct"),
        ({"interview_date": "2026-02-30"}, "interview_date"),
        ({"interview_date": 20260230}, "interview_date"),
        ({"legal_form": "KG-COP"}, "legal_form"),
        ({"dist_rule": "no-such-code"}, "dist_rule"),
        ({"sdg_goals": ["SDG99"]}, "sdg_goals"),
        ({"sdg_goals": {"a": 1}}, "sdg_goals"),
        ({"no_such_question": 1}, "no_such_question"),
    ],
)
def test_an_answer_that_cannot_be_read_is_named(call, cast, records, problem, answers, field):
    response = call(
        "PATCH", path(records.response), user=cast.researcher, body={"answers": answers}, **seen(1)
    )
    document = problem(response, 422)
    assert document["errors"][0]["pointer"] == f"/answers/{field}"
    assert SurveyResponse.objects.get(pk=records.response.pk).version == 1


def test_the_second_editor_of_a_response_sees_the_first_ones_answers(call, cast, records, problem):
    call(
        "PATCH",
        path(records.response),
        user=cast.reviewer,
        body={"answers": {"workers_total": 20}},
        **seen(1),
    )
    stale = call(
        "PATCH",
        path(records.response),
        user=cast.researcher,
        body={"answers": {"workers_total": 30}},
        **seen(1),
    )

    document = problem(stale, 412)
    assert document["current"]["answers"]["workers_total"] == 20
    assert document["yours"] == {"answers": {"workers_total": 30}}


def test_a_response_is_not_started_across_a_border(call, cast, records, problem):
    other = a_listed_entity("KG", "Jibek Joly")
    for study, entity in [(records.study, other), (records.foreign_study, records.listed)]:
        body = {"study": str(study.uid), "entity": str(entity.uid)}
        document = problem(
            call("POST", "responses/", user=cast.researcher, body=body, **{"Idempotency-Key": "k"}), 422
        )
        assert document["errors"]
    assert SurveyResponse.objects.count() == 3
