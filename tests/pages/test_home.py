import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("definitions")]


def test_it_names_the_five_countries_and_says_what_the_portal_is_for(client):
    text = client.get("/").text
    for country in ("Cambodia", "Kyrgyzstan", "Mongolia", "Thailand", "Viet Nam"):
        assert f">{country}</a></h3>" in text
    assert "every figure shows what it rests on" in text


def test_without_a_release_each_card_says_so_and_there_is_no_table(client):
    text = client.get("/").text
    assert text.count("No release yet.") == 5
    assert "Key figures of the newest releases" not in text and "Latest releases" not in text


def test_a_release_fills_its_card_its_map_and_the_table(client, publish):
    release = publish("KH", 120)

    page = client.get("/")
    countries = next(part.content for part in page.context["parts"] if part.name == "countries")
    card = next(card for card in countries.cards if card.release)

    assert card.name == "Cambodia" and card.in_scope.value > 0
    assert page.text.count("No release yet.") == 4
    assert "SSE organisations by region: Cambodia" in page.text
    assert f"/releases/{release.uid}/" in page.text
    assert [row[0].text for row in countries.rows] == ["Cambodia"]


def test_there_is_a_way_in_for_each_kind_of_reader(client):
    text = client.get("/").text
    for address in ("/countries/compare/", "/entities/", "/definitions/", "/api/v1/docs/"):
        assert f'href="{address}"' in text


def test_people_who_enter_answers_find_their_way_first(client, sokha):
    client.force_login(sokha)
    ways = next(part.content for part in client.get("/").context["parts"] if part.name == "ways")
    assert ways[0].title == "Researchers and reviewers"


@pytest.mark.parametrize("language", ["km", "ky", "ru", "mn", "th", "vi"])
def test_it_speaks_the_language_of_the_reader(client, publish, language):
    publish("KH", 60)
    page = client.get("/", headers={"accept-language": language})
    assert page.status_code == 200 and f'<html lang="{language}">' in page.text


def test_the_number_of_queries_is_small(client, publish, django_assert_max_num_queries):
    publish("KH", 60)
    publish("MN", 60)
    client.get("/")
    with django_assert_max_num_queries(10):
        client.get("/")
