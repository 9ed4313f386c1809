import uuid
from datetime import date

import pytest

from network.models import Relationship
from tests.network.factories import a_relationship, an_organization

pytestmark = pytest.mark.django_db
LIST = "relationships/"


@pytest.fixture
def pair(reference):
    return an_organization(name="Samaki"), an_organization("TH", name="Union")


def new(pair, **values):
    body = {"id": str(uuid.uuid4()), "kind": "member_of"}
    return body | {"subject": str(pair[0].uid), "object": str(pair[1].uid)} | values


def test_a_row_tells_both_sides(call, pair):
    relationship = a_relationship(*pair, starts_on=date(2024, 1, 1))
    row = call("GET", f"{LIST}{relationship.uid}/").json()
    assert (row["subject_name"], row["kind"], row["object_name"]) == ("Samaki", "member_of", "Union")
    assert (row["inverse"], row["starts_on"], row["ends_on"]) == ("has_member", "2024-01-01", None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=funds", 1), ("as_of=2024-06-01", 2), ("as_of=2025-01-01", 1), ("country=TH", 2), ("country=KG", 0),
        ("organization={uid}", 2), ("organization={uid}&kind=funds&as_of=2024-01-01", 1),
        ("organization=00000000-0000-0000-0000-000000000000", 0), ("updated_since=2100-01-01", 0),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(call, pair, query, found):
    a_relationship(*pair, starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1))
    a_relationship(pair[1], pair[0], "funds")
    query = query.format(uid=pair[1].uid)
    assert len(call("GET", f"{LIST}?{query}").json()["results"]) == found


@pytest.mark.parametrize(
    "query", ["kind=loves", "as_of=x", "organization=1", "state=active", "as_of=9999-99-99"]
)
def test_what_cannot_be_asked_is_refused_with_its_place(call, reference, query):
    answer = call("GET", f"{LIST}?{query}")
    assert answer.status_code == 400 and answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize("query", ["", "?format=csv", "?format=jsonl", "?count=true", "?organization={uid}"])
def test_what_is_not_public_leaves_no_trace(call, pair, query):
    a_relationship(*pair)
    address = LIST + query.format(uid=pair[0].uid)
    before = read(call("GET", address))
    secret = an_organization(visibility="network")
    a_relationship(pair[0], secret)
    a_relationship(secret, pair[0], "funds")
    a_relationship(*pair, "supports", visibility="secretariat")
    assert read(call("GET", address)) == before
    assert call("GET", f"{LIST}?organization={secret.uid}").json()["results"] == []


def read(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_members_and_the_secretariat_see_theirs(call, pair, pat, chenda):
    a_relationship(*pair, visibility="network")
    a_relationship(*pair, "funds", visibility="secretariat")
    counts = [len(call("GET", LIST, user=user).json()["results"]) for user in (None, pat, chenda)]
    assert counts == [0, 1, 2]


def test_a_keeper_puts_one_down_once_and_changes_it(call, pair, chenda):
    body = new(pair, starts_on="2024-01-01")
    first, again = (call("POST", LIST, user=chenda, body=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200), first.content
    assert first.json() == again.json()
    address = f"{LIST}{first.json()['id']}/"
    changed = call(
        "PATCH", address, user=chenda, body={"ends_on": "2025-01-01"}, **{"If-Match": first["ETag"]}
    )
    assert changed.status_code == 200 and changed.json()["ends_on"] == "2025-01-01"
    stale = call("PATCH", address, user=chenda, body={"source": "x"}, **{"If-Match": first["ETag"]})
    assert stale.status_code == 412
    assert call("PATCH", address, user=chenda, body={"source": "x"}).status_code == 428


def test_the_same_again_is_a_conflict(call, pair, chenda):
    call("POST", LIST, user=chenda, body=new(pair))
    answer = call("POST", LIST, user=chenda, body=new(pair))
    assert (answer.status_code, answer.json()["code"]) == (409, "already-related")


def test_others_are_refused_and_nothing_is_written(call, pair, narin, pat):
    codes = [call("POST", LIST, user=user, body=new(pair)).status_code for user in (None, narin, pat)]
    assert codes == [401, 403, 403] and not Relationship.objects.exists()


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"object": "x"}, 422), ({"object": 10**30}, 422), ({"kind": "loves"}, 422), ({"source": "\x00"}, 400),
        ({"source": "\ud800"}, 400), ({"starts_on": 5}, 422), ({"extra": 1}, 422), ({"object": None}, 422),
        ({"visibility": ["public"]}, 422), ({"kind": {"a": 1}}, 422),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_place(call, pair, chenda, values, status):
    answer = call("POST", LIST, user=chenda, body=new(pair, **values))
    assert answer.status_code == status, answer.content
    assert not Relationship.objects.exists()


def test_the_list_takes_a_fixed_number_of_queries(call, pair, django_assert_max_num_queries):
    for _ in range(20):
        a_relationship(an_organization(), pair[0])
    with django_assert_max_num_queries(3):
        call("GET", f"{LIST}?organization={pair[0].uid}")
