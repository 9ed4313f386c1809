import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from sse_portal.pages import registry
from sse_portal.pages.registry import HOME, PROFILE, Found, Hit, Part, Source, Visit, parts_of, sources

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("definitions")]
TEMPLATE = "pages/parts/ways.html"


def committee_of(visit):
    """What a further outcome would show of Cambodia, and of no other country."""
    if visit.country.iso2 != "KH":
        return None
    return [
        {
            "title": "Advisory committee",
            "text": "Meets twice a year.",
            "url": "#",
            "action": "Go",
            "icon": "user",
        }
    ]


def committees(text, language):
    return Found((Hit("Advisory committee", "/"),)) if text == "committee" else Found(())


@pytest.fixture
def further_outcome(monkeypatch):
    """A part of the profile and a source of the search, registered as an outcome would."""
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))
    registry.register(Part(PROFILE, "committee", "Committee", 65, TEMPLATE, f"{__name__}.committee_of", 0))
    registry.register(Source("committees", "Committees", 15, f"{__name__}.committees"))


def test_a_further_outcome_adds_its_part_to_the_profile_where_it_has_something_to_show(
    client, further_outcome
):
    page = client.get("/countries/kh/")
    names = [part.name for part in page.context["parts"]]
    assert names[names.index("definition") + 1] == "committee"
    assert "Meets twice a year." in page.text and 'href="#committee"' in page.text
    assert "Meets twice a year." not in client.get("/countries/th/").text


def test_a_further_outcome_is_searched(client, further_outcome):
    groups = client.get("/search/?q=committee").context["groups"]
    assert [str(group.title) for group in groups][0] == "Committees"


def test_a_part_of_the_same_name_takes_the_place_of_the_first(further_outcome):
    registry.register(Part(PROFILE, "committee", "Other", 65, TEMPLATE, f"{__name__}.committee_of", 0))
    assert [part.title for part in parts_of(PROFILE) if part.name == "committee"] == ["Other"]


def test_every_loader_and_finder_that_is_registered_is_there():
    for part in parts_of(HOME) + parts_of(PROFILE):
        assert callable(import_string(part.load))
    for source in sources():
        assert import_string(source.find)("cambodia", "en").hits is not None


def test_no_part_of_the_start_page_runs_more_queries_than_it_said(publish, dara):
    publish("KH", 60)
    publish("TH", 60)
    for part in parts_of(HOME):
        with CaptureQueriesContext(connection) as captured:
            import_string(part.load)(Visit(dara, "en"))
        assert len(captured) <= part.queries, part.name


def test_a_visit_asks_each_question_once():
    asked = []
    visit = Visit(None, "en")
    for _time in range(3):
        assert visit.once("answer", lambda: asked.append(1) or 42) == 42
    assert asked == [1]
