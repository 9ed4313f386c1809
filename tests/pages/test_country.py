import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from mapping.services.definitions import create_starter_definitions
from mapping.services.releases import build_release, withdraw_release
from sse_portal.pages.registry import PROFILE, Visit, parts_of
from sse_portal.reference import summaries as reference
from tests.factories import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
URL = "/countries/kh/"


def content(page, name):
    return next((part.content for part in page.context["parts"] if part.name == name), None)


def test_it_shows_every_figure_with_what_it_rests_on(client, publish):
    publish("KH", 160)

    page = client.get(URL)
    card = next(card for card in content(page, "figures").cards if card.figure.indicator == "I01")

    assert card.figure.value > 0
    for told in (
        card.value,
        f"<dd>{card.figure.n}</dd>",
        "version 1 (template)",
        "<dt>missing</dt>",
        "<dt>as of</dt>",
    ):
        assert told in page.text


def test_it_draws_charts_each_with_its_table_and_its_file(client, publish):
    publish("KH", 160)

    text = client.get(URL).text

    drawn = text.count('<figure class="chart">')
    assert drawn >= 6
    assert text.count("Figures as a table") == drawn
    assert text.count("/observations/?format=csv") >= drawn
    assert "Boundaries: Natural Earth; Open Development Cambodia" in text


def test_the_file_behind_a_chart_is_there(client, publish):
    release = publish("KH", 120)
    answer = client.get(f"/api/v1/releases/{release.uid}/observations/?format=csv&indicator=I01")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/csv")


def test_it_names_the_definition_and_the_legal_forms_with_their_law(client, publish):
    publish("KH", 60)
    text = client.get(URL).text
    for told in ("Starting template (adopted by nobody)", "Democratic vote", "Law on Agricultural Cooperatives",
                 "to be confirmed by the national committee", "SSE by its form"):  # fmt: skip
        assert told in text


def test_a_legal_form_that_is_over_is_not_offered(client):
    codes = {line.code for line in content(client.get("/countries/vn/"), "forms")}
    over = {row.code for row in reference.legal_forms_of("VN") if row.valid_to}
    assert over and not over & codes


def test_it_links_the_release_for_good(client, publish):
    release = publish("KH", 60)
    assert f'href="/releases/{release.uid}/"' in client.get(URL).text


def test_without_anything_it_says_what_is_missing(client):
    text = client.get("/countries/kg/").text
    assert (
        "No release yet" in text and "No working definition yet" in text and "SSE organisations" not in text
    )


def test_those_with_the_right_are_told_the_next_step(client, aigul):
    client.force_login(aigul)
    assert "then build a release" in client.get("/countries/kg/").text
    assert "then build a release" not in client.get("/countries/kh/").text


def test_with_a_definition_and_no_release_only_the_figures_are_missing(client):
    create_starter_definitions()
    text = client.get(URL).text
    assert "No release yet" in text and "Starting template" in text and "Law on Agricultural" in text


def test_a_withdrawn_release_shows_its_reason_and_no_figures(client, publish):
    release = publish("KH", 60)
    withdraw_release(
        by=a_user("reviewer", "KH"), release=release, version=release.version, reason="Weights were wrong."
    )
    text = client.get(URL).text
    assert "Weights were wrong." in text and "No release yet" in text and '<figure class="chart">' not in text


def test_a_release_that_is_built_and_not_published_changes_nothing_for_the_public(
    publish, seen, client, dara
):
    first = publish("KH", 80)
    before = seen(URL)
    build_release(by=None, studies=list(first.studies.all()), label="next")
    assert seen(URL) == before
    client.force_login(dara)
    assert "next" in client.get(URL).text


def test_an_upper_case_address_leads_to_the_lower_case_one(client):
    answer = client.get("/countries/KH/")
    assert (answer.status_code, answer.url) == (301, URL)


@pytest.mark.parametrize("code", ["xx", "k", "khm", "%00", "kh%2f", "កម", "k" * 300])
def test_an_unknown_country_is_not_found(client, code):
    assert client.get(f"/countries/{code}/").status_code == 404


def test_only_reading_is_possible(client):
    assert client.post(URL).status_code == 405


@pytest.mark.parametrize("who", [None, "dara"])
@pytest.mark.parametrize("count", [10, 300])
def test_at_most_fifteen_queries_whatever_the_number_of_entities(
    client, publish, request, django_assert_max_num_queries, count, who
):
    publish("KH", count)
    if who:
        client.force_login(request.getfixturevalue(who))
    client.get(URL)
    with django_assert_max_num_queries(15):
        client.get(URL)


def test_no_part_runs_more_queries_than_it_said(publish, dara):
    publish("KH", 60)
    country = reference.country("KH")
    for part in parts_of(PROFILE):
        with CaptureQueriesContext(connection) as captured:
            import_string(part.load)(Visit(dara, "en", country))
        assert len(captured) <= part.queries, part.name


@pytest.mark.parametrize("language", ["km", "ky", "ru", "mn", "th", "vi"])
def test_it_speaks_every_language(client, publish, language):
    publish("VN", 60)
    page = client.get("/countries/vn/", headers={"accept-language": language})
    assert page.status_code == 200
    assert reference.country("VN").names[language] in page.text
