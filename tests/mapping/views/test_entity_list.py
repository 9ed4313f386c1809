import pytest

from mapping.models import Entity
from sse_portal.basics.text import fold
from sse_portal.reference.services import load_reference
from tests.reading import seen

pytestmark = pytest.mark.django_db
URL = "/entities/"


@pytest.fixture(autouse=True)
def reference(db):
    load_reference()


def listed(name, country="KH", **facts):
    return Entity.objects.create(
        country_id=country, name=name, names_folded=fold(name + " " + facts.get("name_local", "")), is_listed=True,
        consent_public_listing="yes", **facts,
    )  # fmt: skip


def hidden(name, **facts):
    return Entity.objects.create(country_id="KH", name=name, names_folded=fold(name), **facts)


def names(answer):
    return [row.name for row in answer.context["page"].rows]


def test_it_lists_what_is_listed_by_name(client):
    listed("Samaki")
    listed("Ala-Too", "KG")
    hidden("Not consented")

    answer = client.get(URL)

    assert names(answer) == ["Ala-Too", "Samaki"]
    assert "Not consented" not in answer.text


def test_hidden_rows_leave_no_trace(client):
    listed("Samaki", region_id="KH-1")
    addresses = [URL, URL + "?q=sam", URL + "?country=KH&region=KH-1", "/entities/map/?country=KH"]
    before = [seen(client, address) for address in addresses]
    for number in range(60):
        hidden(f"Samaki {number}", region_id="KH-1")
    assert [seen(client, address) for address in addresses] == before


def test_it_finds_a_piece_of_a_khmer_name(client):
    listed("Rung Roeang", name_local="សហគមន៍កសិកម្មរុងរឿង")
    listed("Other")
    assert names(client.get(URL, {"q": "រុងរឿង"})) == ["Rung Roeang"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"country": "KG"}, ["B"]),
        ({"country": "KH", "region": "KH-1"}, ["A"]),
        ({"country": "KH", "legal_form": "KH-AC"}, ["A"]),
        ({"organisation_type": "association"}, ["B"]),
        ({"isic_main": "ISIC4:A"}, ["A"]),
        ({"country": "KG", "q": "A"}, []),
    ],
)
def test_filters_narrow_the_list(client, query, found):
    listed("A", region_id="KH-1", legal_form_id="KH-AC", organisation_type="cooperative", isic_main="ISIC4:A")
    listed("B", "KG", organisation_type="association", isic_main="ISIC4:S")
    assert names(client.get(URL, query)) == found


@pytest.mark.parametrize(
    "query",
    [
        {"country": "XX"}, {"region": "KH-1"}, {"country": "TH", "region": "KH-1"}, {"organisation_type": "x" * 500},
        {"q": "x" * 101}, {"q": "\x00"}, {"isic_main": "ISIC4:Z"}, {"country": "KH", "legal_form": "TH-SE"},
    ],
)  # fmt: skip
def test_a_contradiction_or_an_unknown_code_is_said_and_costs_no_query(
    client, query, django_assert_num_queries
):
    client.get(URL, {"country": "KH"})  # reference data is kept from here on
    with django_assert_num_queries(1):  # the question whether sample data is there
        answer = client.get(URL, query)
    assert answer.status_code == 422


@pytest.mark.parametrize("cursor", ["x", "W10", "eyJhIjoxfQ", "WyJhIiwgMTBd" * 300, "\x00"])
def test_a_cursor_that_is_not_ours_gets_a_clear_answer(client, cursor):
    assert client.get(URL, {"cursor": cursor}).status_code == 400


def test_pages_follow_each_other_without_gaps_or_repeats(client):
    for number in range(120):
        listed(f"Samaki {number % 7}")
    seen, address = [], URL
    while address:
        answer = client.get(address)
        seen += [row.uid for row in answer.context["page"].rows]
        address = answer.context["next_url"] and URL + answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 120


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    for number in range(60):
        listed(f"Samaki {number}", region_id="KH-1", legal_form_id="KH-AC")
    client.get(URL, {"country": "KH"})  # reference data is kept from here on
    with django_assert_max_num_queries(3):
        client.get(URL, {"country": "KH"})


def test_the_map_counts_what_the_list_shows_and_rolls_former_regions_forward(client):
    listed("A", "VN", region_id="VN-25")
    listed("B", "VN", region_id="VN34-44")
    answer = client.get("/entities/map/", {"country": "VN"})
    counted = {row[0].text: row[1].text for row in answer.context["figure"].rows}
    assert "2" in counted.values() and answer.status_code == 200


def test_the_map_asks_for_a_country(client):
    assert client.get("/entities/map/").status_code == 422


@pytest.mark.parametrize("text", ["samaki", "sa", "រុងរឿង"])
def test_search_results_follow_each_other_without_gaps_or_repeats(client, text):
    for number in range(120):
        listed(f"Samaki {number % 7}", name_local="សហគមន៍រុងរឿង")
        hidden(f"Samaki {number}")
    seen, address = [], f"{URL}?q={text}"
    while address:
        answer = client.get(address)
        assert answer.context["page"].count == 120
        seen += [row.uid for row in answer.context["page"].rows]
        address = answer.context["next_url"] and URL + answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 120


def test_results_that_fit_on_one_page_come_by_name(client):
    for name in ("Samaki B", "Samaki C", "Samaki A"):
        listed(name)
    assert names(client.get(URL, {"q": "samaki"})) == ["Samaki A", "Samaki B", "Samaki C"]


def test_a_cursor_of_the_list_is_refused_by_the_search(client):
    for number in range(60):
        listed(f"Samaki {number}")
    cursor = client.get(URL).context["page"].next_cursor
    assert client.get(URL, {"q": "samaki", "cursor": cursor}).status_code == 400


def test_the_map_counts_what_the_search_finds(client):
    listed("Samaki", region_id="KH-1")
    listed("Samaki Thmey", region_id="KH-1")
    listed("Rumdoul", region_id="KH-1")
    answer = client.get("/entities/map/", {"country": "KH", "q": "samaki"})
    counted = {row[1].text for row in answer.context["figure"].rows}
    assert counted == {"0", "2"}
