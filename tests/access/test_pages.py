"""Who may open and send what on every page. An address that the table does not know fails."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from mapping.models import Release, WorkingDefinition
from mapping.services.definitions import create_starter_definitions
from mapping.services.imports import upload_file
from sse_portal.accounts.models import RoleGrant
from sse_portal.accounts.services import issue_token
from tests.factories import a_complete_entity, a_listed_entity, a_response, a_study, a_user

from . import parts
from .table import ELSEWHERE
from .table import PAGES as OTHERS

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PAGES = OTHERS | parts.PAGES
ROLES = {
    "anonymous": None,
    "guest": (None, None),
    "partner": ("partner", "KH"),
    "policymaker": ("policymaker", "KH"),
    "researcher": ("researcher", "KH"),
    "reviewer": ("reviewer", "KH"),
    "secretariat": ("secretariat", "KH"),
    "admin": ("regional_admin", None),
    "foreign_researcher": ("researcher", "KG"),
    "foreign_reviewer": ("reviewer", "KG"),
    "foreign_secretariat": ("secretariat", "KG"),
}


@pytest.fixture
def records(reference, settings, tmp_path):
    """One record of each kind in Cambodia, none of them public but what says so."""
    settings.MEDIA_ROOT = tmp_path
    create_starter_definitions()
    template = WorkingDefinition.objects.get(country="KH")
    owner = a_user("researcher", "KH", name="owner")
    study = a_study("KH")
    response = a_response(study, a_complete_entity("KH"), entered_by=owner, workers_total=7)
    submitted = a_response(study, a_complete_entity("KH"), status="submitted", submitted_by=owner)
    release = Release.objects.create(
        country_id="KH",
        label="1",
        definition=template,
        geography_date="2026-01-01",
        status="built",
        digest="0" * 64,
    )
    release.studies.add(study)
    draft = WorkingDefinition.objects.create(
        country_id="KH", number=9, title={"en": "Draft"}, based_on=template
    )
    batch = upload_file(by=owner, study=study, file=ContentFile(b"entity_name\nSamaki\n"), name="a.csv")
    return SimpleNamespace(
        study=study, listed=a_listed_entity("KH"), unlisted=response.entity, response=response, submitted=submitted,
        template=template, draft=draft, release=release, batch=batch, owner=owner,
        grant=RoleGrant.objects.get(user=owner), token=issue_token(by=owner, name="R")[0],
        **parts.records(owner),
    )  # fmt: skip


def visitor(role):
    client = Client()
    if ROLES[role]:
        name, country = ROLES[role]
        client.force_login(a_user(name, country))
    return client


def is_refused(answer):
    """Asked to sign in, forbidden, or told that there is no such thing."""
    signs_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    return signs_in or answer.status_code in {403, 404}


def our_pages(patterns=None, namespace=""):
    """The names of all addresses but those of the API and of other packages, which have tables of their own."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            name = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from our_pages(pattern.url_patterns, name)
        elif namespace not in ELSEWHERE and pattern.name and namespace:
            yield namespace + pattern.name


def test_every_page_is_in_the_table_and_no_other():
    assert set(PAGES) == set(our_pages())


def sent(client, method, address):
    """The answer; a file is read to its end, which closes it."""
    answer = getattr(client, method)(address)
    if answer.streaming:
        list(answer.streaming_content)
    return answer


@contextmanager
def undone():
    """What happens inside leaves no trace for the next address."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_for_those_who_may_and_for_nobody_else(records, role):
    client, wrong = visitor(role), []
    for name, page in PAGES.items():
        address = page.address(name, records, reverse)
        for method, allowed in page.methods.items():
            with undone():
                answer = sent(client, method.lower(), address)
            assert answer.status_code < 500
            if is_refused(answer) == (role in allowed):
                wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong


def test_other_methods_are_not_taken(records):
    client, taken = visitor("admin"), []
    for name, page in PAGES.items():
        address = page.address(name, records, reverse)
        for method in {"get", "post", "put", "patch", "delete"} - {method.lower() for method in page.methods}:
            with undone():
                answer = sent(client, method, address)
            if answer.status_code != 405 and not is_refused(answer):
                taken.append(f"{method} {name}: {answer.status_code}")
    assert not taken
