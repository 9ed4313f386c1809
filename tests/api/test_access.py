"""Who may do what at every address of the API. An address or method that the table does not know fails."""

from contextlib import suppress

import pytest
from django.db import transaction

from sse_portal.api import registry
from sse_portal.api.urls import urlpatterns

from . import dialogue, network_table
from .roles import NOBODY, PUBLIC, ROLES, only

pytestmark = pytest.mark.django_db

READS_MICRODATA = ("researcher", "reviewer", "foreign_reviewer")
READS_DRAFTS = ("policymaker", "researcher", "reviewer", "secretariat", "admin")
UNLISTED = only(200, *READS_DRAFTS, others=404, anonymous=404)
FOREIGN = only(200, "foreign_reviewer", "foreign_secretariat", "admin", others=404, anonymous=404)
BUILT = only(200, "foreign_reviewer", "admin", others=404, anonymous=404)
MICRODATA = only(200, *READS_MICRODATA)
OWN_MICRODATA = {**only(200, "researcher", "reviewer"), "foreign_reviewer": 404}

EDITS = only(200, "researcher", "reviewer", "admin")

# {route: {method: {case: expectations}}}; a case is a path with {names of records}.
TABLE = {
    "": {"GET": {"": PUBLIC}},
    "schema/": {"GET": {"schema/": PUBLIC}},
    "docs/": {"GET": {"docs/": PUBLIC}},
    "countries/": {"GET": {"countries/": PUBLIC}},
    "countries/<code:iso2>/": {"GET": {"countries/KH/": PUBLIC, "countries/FR/": NOBODY}},
    "regions/": {"GET": {"regions/": PUBLIC}},
    "regions/<code:code>/": {"GET": {"regions/KH-1/": PUBLIC}},
    "legal-forms/": {"GET": {"legal-forms/": PUBLIC}},
    "legal-forms/<code:code>/": {"GET": {"legal-forms/KH-AC/": PUBLIC}},
    "classifications/": {"GET": {"classifications/": PUBLIC}},
    "indicators/": {"GET": {"indicators/": PUBLIC}},
    "indicators/<code:code>/": {"GET": {"indicators/I01/": PUBLIC}},
    "studies/": {"GET": {"studies/": PUBLIC}},
    "studies/<uuid:id>/": {"GET": {"studies/{study}/": PUBLIC, "studies/{foreign_study}/": FOREIGN}},
    "entities/": {
        "GET": {
            "entities/": PUBLIC,
            "entities/?include=restricted": MICRODATA,
            "entities/?include=restricted&format=csv": only(200, "reviewer", "foreign_reviewer"),
        },
        "POST": {"entities/": only(201, "researcher", "reviewer", "admin")},
    },
    "entities/<uuid:id>/": {
        "PATCH": {
            "entities/{listed}/": EDITS,
            "entities/{unlisted}/": {**UNLISTED, "anonymous": 401, "policymaker": 403, "secretariat": 403},
        },
        "GET": {
            "entities/{listed}/": PUBLIC,
            "entities/{unlisted}/": UNLISTED,
            "entities/{foreign}/": FOREIGN,
            "entities/{listed}/?include=restricted": OWN_MICRODATA,
        },
    },
    "responses/": {
        "GET": {
            "responses/": MICRODATA,
            "responses/?format=csv": only(200, "reviewer", "foreign_reviewer"),
        },
        "POST": {"responses/": {**only(201, "researcher", "reviewer"), "foreign_reviewer": 422}},
    },
    "responses/<uuid:id>/": {
        "GET": {"responses/{response}/": OWN_MICRODATA},
        "PATCH": {"responses/{response}/": OWN_MICRODATA},
    },
    "responses/<uuid:id>/submit/": {
        "POST": {"responses/{response}/submit/": {**OWN_MICRODATA, "researcher": 422, "reviewer": 422}}
    },
    "responses/<uuid:id>/verify/": {
        "POST": {"responses/{submitted}/verify/": {**OWN_MICRODATA, "researcher": 403}}
    },
    "responses/<uuid:id>/return/": {
        "POST": {"responses/{submitted}/return/": {**OWN_MICRODATA, "researcher": 403}}
    },
    "definitions/": {"GET": {"definitions/": PUBLIC}},
    "definitions/<uuid:id>/": {"GET": {"definitions/{adopted}/": PUBLIC, "definitions/{draft}/": FOREIGN}},
    "definitions/<uuid:id>/document/": {
        "GET": {"definitions/{adopted}/document/": PUBLIC, "definitions/{draft}/document/": FOREIGN}
    },
    "definitions/<uuid:id>/classify/": {
        "POST": {"definitions/{adopted}/classify/": PUBLIC, "definitions/{draft}/classify/": FOREIGN}
    },
    "releases/": {"GET": {"releases/": PUBLIC}},
    "releases/<uuid:id>/": {
        "GET": {
            "releases/{published}/": PUBLIC,
            "releases/{withdrawn}/": PUBLIC,
            "releases/{built}/": BUILT,
        }
    },
    "releases/<uuid:release>/observations/": {
        "GET": {
            "releases/{published}/observations/": PUBLIC,
            "releases/{withdrawn}/observations/": dict.fromkeys(ROLES, 410),
            "releases/{built}/observations/": BUILT,
        }
    },
    "observations/": {"GET": {"observations/": PUBLIC}},
    **network_table.TABLE,
    **dialogue.TABLE,
}
BODIES = {
    ("POST", "definitions/<uuid:id>/classify/"): lambda _: {"answers": {"dist_capital_pct": 10}},
    ("POST", "entities/"): lambda _: {"country": "KH", "name": "New"},
    ("PATCH", "entities/<uuid:id>/"): lambda _: {"name": "Changed"},
    ("POST", "responses/"): lambda records: {
        "study": str(records.study.uid),
        "entity": str(records.unlisted.uid),
    },
    ("PATCH", "responses/<uuid:id>/"): lambda _: {"answers": {"workers_total": 13}},
    ("POST", "responses/<uuid:id>/return/"): lambda _: {"comments": {"workers_total": "Really?"}},
    **network_table.BODIES,
    **dialogue.BODIES,
}
HEADERS = {"If-Match": '"1"', "Idempotency-Key": "key"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def patterns(found, before=""):
    """(route, view) of every address, but the one for what is not there."""
    for pattern in found:
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern.url_patterns, before + str(pattern.pattern))
        elif str(pattern.pattern) != "^":
            yield before + str(pattern.pattern), pattern.callback


ADDRESSES = dict(patterns(urlpatterns))


def methods_of(view):
    actions = getattr(view, "actions", None)
    return {"GET"} if actions is None else {name.upper() for name in actions} - {"HEAD"}


CASES = [
    pytest.param(route, method, path, id=f"{method} {path}")
    for route, methods in TABLE.items()
    for method, paths in methods.items()
    for path in paths
]


def test_the_table_knows_every_address_and_method():
    served = {route: methods_of(view) for route, view in ADDRESSES.items()}
    assert served == {route: set(methods) for route, methods in TABLE.items()}


class Undone(Exception):
    """Raised to roll back what a role did, so that the next one meets the same records."""


def status_for(call, user, method, path, body):
    status = None
    with suppress(Undone), transaction.atomic():
        response = call(method, path, user=user, body=body, **HEADERS)
        status = response.status_code
        if response.streaming:
            b"".join(response.streaming_content)
        raise Undone
    return status


@pytest.mark.parametrize(("route", "method", "path"), CASES)
def test_each_role_gets_what_the_table_says(call, cast, records, route, method, path):
    place = path.format(**{name: record.uid for name, record in vars(records).items()})
    body = BODIES.get((method, route), lambda _: {} if method != "GET" else None)(records)

    got = {role: status_for(call, getattr(cast, role), method, place, body) for role in ROLES}

    assert got == TABLE[route][method][path]


@pytest.mark.parametrize("route", list(TABLE))
def test_a_method_that_an_address_does_not_take_is_405(call, cast, records, problem, route):
    (path, *_rest) = next(iter(TABLE[route].values()))
    filled = path.format(**{name: record.uid for name, record in vars(records).items()})
    for method in set(METHODS) - methods_of(ADDRESSES[route]):
        for user in (None, cast.reviewer):
            response = call(method, filled, user=user, body={} if method != "TRACE" else None)
            assert response.status_code == 405, (method, response.content)
            assert "GET" in response["Allow"] or "POST" in response["Allow"]


def test_every_registered_list_is_served():
    assert {f"{each.prefix}/" for each in registry.registered()} <= set(ADDRESSES)
