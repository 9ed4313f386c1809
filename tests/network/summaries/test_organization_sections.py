from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from network.summaries import organization_sections

from ..factories import an_organization

pytestmark = pytest.mark.django_db


def nothing(organization, user, language):
    return None


def greeting(organization, user, language):
    return SimpleNamespace(text=f"{organization.name} {language}")


def test_sections_come_in_their_order_and_empty_ones_are_left_out(reference, monkeypatch):
    here = f"{__name__}."
    parts = (
        organization_sections.Part("late", 20, here + "greeting", "late.html", 0),
        organization_sections.Part("empty", 15, here + "nothing", "empty.html", 0),
        organization_sections.Part("early", 10, here + "greeting", "early.html", 0),
    )
    monkeypatch.setattr(organization_sections, "SECTIONS", parts)
    shown = organization_sections.shown(an_organization("KH", "Union"), AnonymousUser(), "en")
    assert [part.name for part in shown] == ["early", "late"]
    assert shown[0].content.text == "Union en"


def test_every_registered_section_is_there_and_keeps_to_its_queries(reference, guest):
    organization = an_organization("KH", "Union")
    for part in organization_sections.SECTIONS:
        load, _template = import_string(part.load), get_template(part.template)
        for user in (AnonymousUser(), guest):
            with CaptureQueriesContext(connection) as queries:
                load(organization, user, "en")
            assert len(queries) <= part.queries, part.name
