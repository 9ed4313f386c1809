"""The description of the API: valid, complete, up to date, and true of what is answered."""

import json
import os
import warnings
from pathlib import Path

import jsonschema
import pytest
import yaml
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from sse_portal.api.renderers import dumps
from sse_portal.api.views import described

from .test_access import ADDRESSES, METHODS, TABLE, methods_of

SNAPSHOT = Path(__file__).parent / "openapi.json"
REFRESH = "REFRESH_OPENAPI=1 pytest tests/api/test_schema.py"


@pytest.fixture(scope="module")
def schema():
    return json.loads(dumps(described()))


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_it_is_made_without_a_warning_and_is_valid():
    GENERATOR_STATS.reset()
    with warnings.catch_warnings(), GENERATOR_STATS.silence():
        made = SchemaGenerator().get_schema(request=None, public=True)
        assert not GENERATOR_STATS
    validate_schema(made)
    assert made["openapi"].startswith("3.1")


def test_every_address_and_method_is_described(schema):
    described_ones = {
        (path.removeprefix("/api/v1/"), method.upper())
        for path, methods in schema["paths"].items()
        for method in methods
    }
    served = set()
    for route, view in ADDRESSES.items():
        plain = route.replace("<uuid:", "{").replace("<code:", "{").replace(">", "}")
        served |= {(plain, method) for method in methods_of(view)}
    assert described_ones == served - {("schema/", "GET"), ("docs/", "GET")}


def test_every_operation_parameter_and_field_is_explained(schema):
    silent = []
    for name, operation in operations(schema):
        silent += [name] if not (operation.get("summary") and operation.get("description")) else []
        for parameter in operation.get("parameters", []):
            silent += [f"{name}: {parameter['name']}"] if not parameter.get("description") else []
    for name, component in schema["components"]["schemas"].items():
        for field, spec in component.get("properties", {}).items():
            told = spec.get("description") or any("$ref" in part for part in [spec, *spec.get("allOf", [])])
            silent += [f"{name}.{field}"] if not told else []
    assert silent == []


def test_every_operation_says_which_problems_it_answers_with(schema):
    for name, operation in operations(schema):
        problems = {status for status in operation["responses"] if status >= "400"}
        assert {"400", "429"} <= problems, name
        assert ("404" in problems) == ("{" in name), name
        if not name.startswith("GET"):
            assert {"415", "422"} <= problems, name
        for status in problems:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"], name


def test_operations_have_names_of_their_own(schema):
    names = [operation["operationId"] for _name, operation in operations(schema)]
    assert len(names) == len(set(names))


def test_the_snapshot_is_up_to_date(schema):
    text = json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("REFRESH_OPENAPI"):
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert SNAPSHOT.read_text(encoding="utf-8") == text, f"The API changed. If you mean it: {REFRESH}"


@pytest.mark.django_db
def test_it_is_served_as_json_and_yaml(client, schema):
    response = client.get("/api/v1/schema/")
    assert response.json() == schema
    assert client.get("/api/v1/schema/", headers={"If-None-Match": response["ETag"]}).status_code == 304
    text = client.get("/api/v1/schema/?format=yaml")
    assert text["Content-Type"].startswith("application/yaml")
    assert yaml.safe_load(text.content)["paths"].keys() == schema["paths"].keys()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "route", [route for route, methods in TABLE.items() if "GET" in methods and route != "docs/"]
)
def test_answers_are_as_described(call, cast, records, schema, route):
    template = "/api/v1/" + route.replace("<uuid:", "{").replace("<code:", "{").replace(">", "}")
    if route == "schema/":
        return
    bodies = schema["paths"][template]["get"]["responses"]
    for path in TABLE[route]["GET"]:
        if "format=csv" in path:
            continue
        filled = path.format(**{name: record.uid for name, record in vars(records).items()})
        for user in (None, cast.reviewer, cast.foreign_reviewer, cast.secretariat):
            response = call("GET", filled, user=user)
            status = str(response.status_code)
            if status == "301":
                assert "Location" in bodies[status]["description"] and "Location" in response.headers
                continue
            (media,) = [
                kind
                for kind in bodies[status]["content"]
                if "json" in kind and "nd" not in kind and "geo" not in kind
            ]
            wanted = bodies[status]["content"][media]["schema"]
            validator = jsonschema.Draft202012Validator({**wanted, "components": schema["components"]})
            assert [error.message for error in validator.iter_errors(response.json())] == [], filled


def test_the_methods_of_the_tests_are_those_of_http():
    assert set(METHODS) >= {"GET", "POST", "PUT", "PATCH", "DELETE"}
