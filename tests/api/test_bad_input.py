"""Whatever is sent: a problem document, never a server error, and all lists answer afterwards."""

import itertools
import json

import pytest

from . import dialogue, network_table
from .factories import bearer
from .test_access import ADDRESSES, TABLE, methods_of

pytestmark = pytest.mark.django_db

LISTS = [route for route, methods in TABLE.items() if "GET" in methods and "<" not in route]
BAD_QUERIES = {
    "a NUL": "q=%00&limit=%00",
    "a lone surrogate": "q=%ED%A0%80",
    "bytes that are not UTF-8": "q=%FF%FE",
    "a huge number": f"limit={10**30}",
    "a negative number": "limit=-1",
    "an overlong value": "q=" + "x" * 20_000,
    "an unknown parameter": "contact__email__startswith=a",
    "a doubled parameter": "limit=1&limit=2",
    "a bad cursor": "cursor=%00%01",
    "SQL": "country=KH';DROP TABLE mapping_entity;--",
    "a list": "country[]=KH",
    "brackets": "q[$ne]=1",
    "a NUL in a name": "%00=1",
    "a huge time": "updated_since=99999-01-01",
    "an unknown format": "format=../../etc/passwd",
    "many parameters": "&".join(f"p{i}=1" for i in range(3000)),
}
DEEP = 100_000
BAD_BODIES = {
    "nothing": b"",
    "no JSON": b"{name: x}",
    "half a text": b'{"name": "x',
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "a number": b"5",
    "NaN": b'{"answers": {"dist_capital_pct": NaN}}',
    "infinity": b'{"answers": {"dist_capital_pct": -Infinity}}',
    "a float beyond floats": b'{"answers": {"dist_capital_pct": 1e400}}',
    "an exponent without end": b'{"answers": {"dist_capital_pct": 1e999999999}}',
    "a number of 5,000 digits": b'{"answers": {"dist_capital_pct": ' + b"9" * 5000 + b"}}",
    "a fraction that floats cannot keep": b'{"answers": {"revenue_total": 123456789012345678.25}}',
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"answers":' * DEEP + b"1" + b"}" * DEEP,
    "deep, but not too deep to be read": b'{"answers":' * 30 + b"1" + b"}" * 30,
    "a NUL": b'{"name": "a\\u0000b", "country": "KH", "answers": {"dist_rule": "a\\u0000"}}',
    "a raw control character": b'{"name": "a\x01b"}',
    "a lone surrogate": b'{"name": "\\ud800", "country": "KH", "answers": {"dist_rule": "\\udfff"}}',
    "a lone surrogate in a key": b'{"\\ud800": 1}',
    "bytes that are not UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "a doubled key": b'{"name": "a", "name": "b"}',
    "an unknown key": b'{"nmae": "a"}',
    "a huge text": b'{"name": "' + b"x" * 100_000 + b'"}',
    "many values": b'{"name": [' + b"1," * 30_000 + b"1]}",
    "three megabytes": b'{"name": "' + b"x" * 3_000_000 + b'"}',
    "wrong types": b'{"answers": 5, "name": {}, "country": 1, "id": 1, "confirmed": [], "comments": 1}',
    "wrong types inside": b'{"answers": {"dist_capital_pct": {"a": 1}, "sdg_goals": 5, "legal_form": []}}',
    "the wrong country": b'{"country": "FR", "name": "x"}',
    "another country's codes": b'{"country": "KH", "name": "x", "region": "KG-B", "legal_form": "KG-COP"}',
    "impossible dates": b'{"on": "2026-02-30", "answers": {"interview_date": "2026-13-45"}}',
    "an unknown question": b'{"answers": {"__class__": 1, "contact_email": "a@b.c"}}',
}
UPLOAD = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B--'
BAD_TYPES = {
    "a form": ("application/x-www-form-urlencoded", b"name=x"),
    "a broken upload": ("multipart/form-data", b"x"),
    "an upload": ("multipart/form-data; boundary=B", UPLOAD),
    "XML": ("application/xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"),
    "no type": ("", b"{}"),
    "a broken type": ("application/", b"{}"),
    "a long type": ("x" * 5000, b"{}"),
}  # fmt: skip
BAD_IDENTIFIERS = [
    "not-a-uuid",
    "%00",
    "..%2f..",
    "01a20bad-fe8d-789d-a0d6-14f29b77e53g",
    "1",
    "é",
    "%ED%A0%80",
    "x" * 3000,
]


@pytest.fixture
def healthy(call, cast, records):
    """After the test every list answers, for the public and for somebody who sees more."""
    yield
    token = bearer(cast.reviewer)
    for route, reader in itertools.product(LISTS, ("anonymous", "reviewer")):
        headers = token if reader == "reviewer" else {}
        assert call("GET", route, **headers).status_code == TABLE[route]["GET"][route][reader], route


def filled(route, records):
    paths = next(iter(TABLE[route].values()))
    return next(iter(paths)).format(**{name: record.uid for name, record in vars(records).items()})


def writer(cast, route):
    """Somebody who may write there: what is sent is read, not only refused."""
    return cast.secretariat if route in network_table.TABLE | dialogue.TABLE else cast.reviewer


def check(response, what, at_least=400):
    """A refusal as a problem document that JSON can read."""
    assert at_least <= response.status_code < 500, (what, response.status_code, response.content[:300])
    assert response["Content-Type"] == "application/problem+json", what
    document = json.loads(response.content)
    assert document["status"] == response.status_code and document["detail"], what
    return document


def writing():
    return [(m, r) for r, view in ADDRESSES.items() for m in sorted(methods_of(view) - {"GET"})]


@pytest.mark.parametrize("route", [route for route in ADDRESSES if route != "docs/"])
def test_no_query_breaks_an_address(call, cast, records, healthy, route):
    for what, query in BAD_QUERIES.items():
        for user in (None, cast.reviewer):
            response = call("GET", f"{filled(route, records)}?{query}", user=user)
            check(response, what)


@pytest.mark.parametrize(("method", "route"), writing())
def test_no_body_breaks_an_address(call, cast, records, healthy, method, route):
    path = filled(route, records)
    for place, (what, body) in enumerate(BAD_BODIES.items()):
        headers = {"If-Match": '"1"', "Idempotency-Key": f"key-{place}"}
        response = call(method, path, user=writer(cast, route), body=body, **headers)
        if response.status_code >= 300:
            check(response, what)
        else:
            assert body in (b"", b'{"on": "2026-02-30"') or method == "PATCH", (what, response.content[:300])


@pytest.mark.parametrize(("method", "route"), writing())
def test_a_body_of_another_type_is_refused(call, cast, records, healthy, method, route):
    for what, (kind, body) in BAD_TYPES.items():
        headers = {"If-Match": '"1"', "Idempotency-Key": "key", "content_type": kind}
        response = call(method, filled(route, records), user=writer(cast, route), body=body, **headers)
        check(response, what)
        assert response.status_code in (400, 415), what


@pytest.mark.parametrize("route", [route for route in ADDRESSES if "<" in route])
def test_no_identifier_breaks_an_address(call, cast, records, healthy, route):
    start, _, rest = route.partition("<")
    tail = rest.partition(">")[2]
    (method,) = sorted(methods_of(ADDRESSES[route]))[:1]
    for identifier in BAD_IDENTIFIERS:
        response = call(method, f"{start}{identifier}{tail}", user=cast.reviewer)
        assert check(response, identifier)["status"] in (404, 405)


@pytest.mark.parametrize("route", list(ADDRESSES))
def test_no_header_breaks_an_address(call, records, healthy, route):
    strange = [
        "\x00",
        "é" * 10,
        "x" * 9000,
        '"',
        "*/*;q=x",
        "text/html;q=0.1,,;",
        "application/*+json;",
        'W/"',
        "%00",
    ]
    for name, value in itertools.product(
        ("Accept", "Accept-Language", "If-None-Match", "Range", "Cookie"), strange
    ):
        response = call("GET", filled(route, records), **{name: value})
        assert response.status_code < 500, (name, value)


def test_an_address_that_there_is_not_is_a_problem_too(call, problem):
    for path in ("nothing/", "nothing", "countries", "entities/x/y/z/", "../", "%00", "releases//"):
        for method in ("GET", "POST", "DELETE"):
            problem(call(method, path), 404, "not-found")


def test_the_place_of_a_fault_in_a_body_is_told(call, cast, problem):
    def sent(body):
        headers = {"Idempotency-Key": "key"}
        return call("POST", "entities/", user=cast.researcher, body=body, **headers)

    syntax = problem(sent(b'{"country": "KH",\n "name": x}'), 400, "unreadable-body")
    assert (syntax["line"], syntax["column"]) == (2, 10)
    twice = problem(sent(b'{"name": "a", "name": "b"}'), 400, "unreadable-body")
    assert twice["errors"][0]["field"] == "name"
    dirty = problem(sent(b'{"other_names": [{"name": "ok"}, {"na/me": "\\u0000"}]}'), 400, "unclean-text")
    assert dirty["errors"][0]["pointer"] == "/other_names/1/na~1me"
    problem(sent(b'{"name": "' + b"x" * 3_000_000 + b'"}'), 413, "body-too-large")


def test_an_error_of_ours_is_logged_and_told_without_its_inside(client, reference, monkeypatch, caplog):
    def fail(view):
        raise ZeroDivisionError("inside of the server")

    monkeypatch.setattr("mapping.api.studies.Studies.visible", fail)
    client.raise_request_exception = False
    response = client.get("/api/v1/studies/")

    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert b"inside" not in response.content and b"ZeroDivision" not in response.content
    assert "ZeroDivisionError" in caplog.text
