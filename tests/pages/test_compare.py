import csv
import io

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("definitions")]
URL = "/countries/compare/"


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_it_begins_with_all_countries_and_the_first_indicator(client):
    found = client.get(URL).context["found"]
    assert found.description.code == "I01" and len(found.countries) == 5


def test_it_draws_a_bar_for_each_country_and_tells_the_same_in_a_table(client, publish):
    publish("KH", 100)
    publish("TH", 100)

    page = client.get(URL, {"countries": "kh,th", "indicator": "I12"})
    found = page.context["found"]

    assert [name for _iso2, name in found.countries] == ["Cambodia", "Thailand"]
    assert found.chart and len(found.rows) == 2
    assert "version 1 (template)" in page.text and "Each country counts by its own" in page.text


def test_a_country_without_a_release_says_so_and_has_no_bar(client, publish):
    publish("KH", 60)
    page = client.get(URL, {"countries": "kh,mn"})
    assert "no release yet" in page.text and "no data" in page.text


def test_percentages_are_compared_by_type_of_organisation_as_well(client, publish):
    publish("KH", 150)
    publish("TH", 150)
    found = client.get(URL, {"indicator": "I02"}).context["found"]
    assert found.detail_chart and found.by == "Type of organization"


def test_money_is_never_on_one_axis(client, publish):
    publish("KH", 100)
    publish("TH", 100)
    page = client.get(URL, {"indicator": "I17"})
    assert page.context["found"].chart is None
    assert "national currencies" in page.text and "KHR" in page.text and "THB" in page.text


def test_countries_may_be_ticked_or_listed(client):
    ticked = client.get(f"{URL}?countries=KH&countries=TH").context["found"].countries
    listed = client.get(f"{URL}?countries=th,kh,kh").context["found"].countries
    assert ticked == listed and len(ticked) == 2


def test_the_file_holds_the_figures_of_the_page_with_what_they_rest_on(client, publish):
    release = publish("KH", 120)

    answer = client.get(URL, {"countries": "kh,th", "indicator": "I01", "format": "csv"})
    first = lines(answer)[0]

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "compare-I01.csv" in answer.headers["Content-Disposition"]
    assert first["country"] == "KH" and first["dimension"] == "" and int(first["value"]) > 0
    assert first["release_id"] == str(release.uid) and first["definition"] and first["as_of"]


def test_withheld_figures_are_withheld_in_the_file_too(client, publish):
    publish("KH", 60)
    rows = lines(client.get(URL, {"countries": "kh", "indicator": "I11", "format": "csv"}))
    withheld = [row for row in rows if row["flag"] == "c"]
    assert withheld and all(row["value"] == "" for row in withheld)


@pytest.mark.parametrize(
    "query",
    [
        {"countries": "xx"}, {"countries": "kh,xx"}, {"indicator": "I99"}, {"indicator": "I03"}, {"format": "exe"},
        {"indicator": "\x00"}, {"countries": "\x00"}, {"countries": "kh" * 5000}, {"indicator": "I01' OR 1=1"},
        {"countries": ",".join(["zz"] * 2000)},
    ],
)  # fmt: skip
def test_what_cannot_be_compared_gets_a_clear_answer(client, query):
    page = client.get(URL, query)
    assert page.status_code == 422
    assert "There is a problem" in page.text or "no other format" in page.text


@pytest.mark.parametrize("code", [f"I{number:02d}" for number in range(1, 31) if number != 3])
def test_every_indicator_can_be_compared(client, code):
    assert client.get(URL, {"indicator": code}).status_code == 200


def test_every_offered_indicator_has_figures_to_show(client, publish):
    publish("KH", 160)
    for code, _title in client.get(URL).context["form"].fields["indicator"].choices:
        found = client.get(URL, {"countries": "kh", "indicator": code}).context["found"]
        assert dict(found.figures)["KH"] or found.detail["KH"], code


def test_the_number_of_queries_is_small(client, publish, django_assert_max_num_queries):
    publish("KH", 60)
    publish("TH", 60)
    client.get(URL)
    with django_assert_max_num_queries(10):
        client.get(URL)
