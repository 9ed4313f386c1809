import json
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from network.models import Agreement
from network.services.agreement_parts import add_document
from tests.network.factories import an_agreement, an_organization

pytestmark = pytest.mark.django_db
LIST = "agreements/"


@pytest.fixture
def pair(reference):
    return an_organization(name="Samaki"), an_organization("TH", name="Union")


def new(pair, **values):
    parties = [{"organization": str(each.uid)} for each in pair]
    plain = {"id": str(uuid.uuid4()), "title": {"en": "Skills"}, "kind": "mou", "country": "KH"}
    return plain | {"parties": parties} | values


def rows(answer):
    return answer.json()["results"]


def read(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_row_tells_parties_and_state_and_a_record_its_parts_too(call, pair, chenda, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    agreement = an_agreement(*pair)
    agreement.amendments.create(number=1, signed_on=date(2026, 1, 1), summary={"en": "Longer"})
    values = {"title": "Text", "visibility": "public"}
    add_document(by=chenda, agreement=agreement, values=values, file=SimpleUploadedFile("a.txt", b"Text"))
    row = rows(call("GET", LIST))[0]
    assert [(party["name"], party["role"]) for party in row["parties"]] == [
        ("Samaki", "party"),
        ("Union", "party"),
    ]
    assert row["state"] == "active" and "amendments" not in row
    record = call("GET", f"{LIST}{agreement.uid}/?as_of=2025-01-31").json()
    assert record["state"] == "upcoming" and record["amendments"][0]["number"] == 1
    assert record["documents"][0]["media_type"] == "text/plain"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=skil", 1), ("kind=grant", 1), ("country=TH", 1), ("state=active&as_of=2026-06-01", 1),
        ("state=upcoming&as_of=2025-01-31", 2), ("state=expired&as_of=2027-01-01", 1), ("organization={uid}", 1),
        ("organization=00000000-0000-0000-0000-000000000000", 0), ("state=draft", 0), ("updated_since=2100-01-01", 0),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(call, pair, query, found):
    an_agreement(*pair, title={"en": "Skills"}, title_folded="skills", country="TH")
    an_agreement(kind="grant", ends_on=date(2027, 1, 1), starts_on=date(2026, 12, 1))
    query = query.format(uid=pair[1].uid)
    assert len(rows(call("GET", f"{LIST}?{query}"))) == found


@pytest.mark.parametrize(
    "query", ["state=x", "as_of=x", "organization=1", "kind=x", "q=s", "country=FR", "q=%00", "party=x"]
)
def test_what_cannot_be_asked_is_refused_with_its_place(call, reference, query):
    answer = call("GET", f"{LIST}?{query}")
    assert answer.status_code == 400 and answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "query",
    ["", "?format=csv", "?format=jsonl", "?count=true", "?organization={uid}", "?state=active", "?q=memo"],
)
def test_what_is_not_public_leaves_no_trace(call, pair, query):
    agreement = an_agreement(*pair)
    address = LIST + query.format(uid=pair[0].uid)
    before = read(call("GET", address)), read(call("GET", f"{LIST}{agreement.uid}/"))
    secret = an_organization(visibility="network")
    agreement.parties.create(organization=secret, role="funder")
    an_agreement(*pair, visibility="network")
    an_agreement(*pair, visibility="secretariat")
    an_agreement(*pair, status="draft")
    assert (read(call("GET", address)), read(call("GET", f"{LIST}{agreement.uid}/"))) == before
    assert rows(call("GET", f"{LIST}?organization={secret.uid}")) == []


def test_members_and_the_secretariat_see_theirs(call, pair, pat, chenda):
    an_agreement(*pair, visibility="network")
    an_agreement(*pair, status="draft")
    assert [len(rows(call("GET", LIST, user=user))) for user in (None, pat, chenda)] == [0, 1, 2]


def test_a_keeper_takes_it_through_its_whole_life(call, pair, chenda):
    body = new(pair)
    first, again = (call("POST", LIST, user=chenda, body=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200), first.content
    address, tag = f"{LIST}{body['id']}/", first["ETag"]
    assert first.json()["status"] == "draft" and len(first.json()["parties"]) == 2
    steps = [
        ("PATCH", "", {"reminder_days": 30, "reason": "Shorter"}, "draft"),
        ("POST", "sign/", {"signed_on": "2025-01-10", "ends_on": "2030-01-01"}, "signed"),
        (
            "POST",
            "amend/",
            {"signed_on": "2025-02-01", "summary": {"en": "A"}, "ends_on": "2031-01-01"},
            "signed",
        ),
        ("POST", "suspend/", {"reason": "Flood"}, "suspended"),
        ("POST", "resume/", {}, "signed"),
        ("POST", "terminate/", {"reason": "Closed", "terminated_on": "2026-01-01"}, "terminated"),
    ]
    for number, (method, step, values, status) in enumerate(steps, start=2):
        assert call(method, address + step, user=chenda, body=values).status_code == 428
        answer = call(method, address + step, user=chenda, body=values, **{"If-Match": tag})
        assert answer.status_code == 200, answer.content
        row = answer.json()
        assert (row["status"], row["version"]) == (status, number)
        stale = call(method, address + step, user=chenda, body=values, **{"If-Match": tag})
        assert stale.status_code in (409, 412), "what was read before is not changed"
        tag = answer["ETag"]
    assert row["ends_on"] == "2031-01-01" and row["terminated_on"] == "2026-01-01"
    assert row["state"] == "terminated" and row["amendments"][0]["summary"] == {"en": "A"}


@pytest.mark.parametrize(
    ("step", "status", "code"),
    [
        ("sign", "signed", "not-a-draft"), ("suspend", "suspended", "not-signed"),
        ("resume", "signed", "not-suspended"), ("terminate", "draft", "not-in-force"),
        ("amend", "draft", "not-amendable"),
    ],
)  # fmt: skip
def test_a_step_out_of_turn_is_refused_by_name(call, pair, chenda, step, status, code):
    agreement = an_agreement(*pair, status=status)
    bodies = {
        "sign": {"signed_on": "2025-01-01"},
        "amend": {"signed_on": "2025-06-01", "summary": {"en": "A"}},
    }
    body = bodies.get(step, {"reason": "Why"})
    answer = call("POST", f"{LIST}{agreement.uid}/{step}/", user=chenda, body=body, **{"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_others_are_refused_and_nothing_is_written(call, pair, narin, pat):
    assert [call("POST", LIST, user=user, body=new(pair)).status_code for user in (None, narin, pat)] == [
        401,
        403,
        403,
    ]
    agreement = an_agreement(*pair)
    for user in (narin, pat):
        address = f"{LIST}{agreement.uid}/"
        tag = {"If-Match": '"1"'}
        assert call("PATCH", address, user=user, body={"kind": "grant"}, **tag).status_code == 403
        assert call("POST", f"{address}suspend/", user=user, body={"reason": "x"}, **tag).status_code == 403
    assert Agreement.objects.get().version == 1


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"title": "A"}, 422), ({"title": {"en": "\x00"}}, 400), ({"title": {"en": "\ud800"}}, 400), ({"kind": 5}, 422),
        ({"country": "FR"}, 422), ({"country": ["KH"]}, 422), ({"reminder_days": 10**30}, 422), ({"parties": {}}, 201),
        ({"parties": {"a": 1}}, 422), ({"parties": [{"organization": 10**30}]}, 422), ({"starts_on": {}}, 201),
        ({"parties": [{"organization": "x", "role": []}]}, 422), ({"status": "signed"}, 422), ({"ends_on": 1.5}, 422),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_place(call, pair, chenda, values, status):
    answer = call("POST", LIST, user=chenda, body=new(pair, **values))
    assert answer.status_code == status, answer.content
    assert Agreement.objects.exists() == (status == 201)


def test_exports_carry_the_same_rows(call, pair):
    agreement = an_agreement(*pair)
    lines = [json.loads(line) for line in read(call("GET", f"{LIST}?format=jsonl")).splitlines()]
    assert lines == rows(call("GET", LIST))
    table = read(call("GET", f"{LIST}?format=csv")).decode()
    assert str(agreement.uid) in table and "Samaki" in table and "title_km" in table


def test_the_list_takes_a_fixed_number_of_queries(call, pair, django_assert_max_num_queries):
    for _ in range(20):
        an_agreement(*pair)
    with django_assert_max_num_queries(2):
        call("GET", LIST)
