import pytest

from tests.factories import a_listed_entity, an_entity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("definitions")]
URL = "/search/"


def found(client, text):
    """{group: titles} of a search."""
    groups = client.get(URL, {"q": text}).context["groups"]
    return {str(group.title): [hit.title for hit in group.found.hits] for group in groups}


def test_without_a_question_there_is_only_the_form(client):
    page = client.get(URL)
    assert page.status_code == 200 and page.context["groups"] == [] and 'name="q"' in page.text


@pytest.mark.parametrize(
    ("text", "group", "title"),
    [
        ("cambodia", "Countries", "Cambodia"),
        ("កម្ពុជា", "Countries", "Cambodia"),
        ("VNM", "Countries", "Viet Nam"),
        ("Баткен", "Regions", "Batken"),
        ("ha noi", "Regions", "Ha Noi"),
        ("I12", "Indicators", "I12 Women in employment"),
        ("volunteer", "Indicators", "I16 Volunteer work"),
        ("agricultural cooperative", "Legal forms", "Agricultural cooperative"),
        ("baseline", "Working definitions", "Regional baseline (adopted by nobody)"),
    ],
)
def test_it_finds_all_that_is_published_in_any_script(client, text, group, title):
    assert title in found(client, text)[group]


def test_it_finds_organisations_by_a_piece_of_a_name(client):
    a_listed_entity("TH", "Ruam Jai", name_local="สหกรณ์ออมทรัพย์ร่วมใจ")
    assert found(client, "ออมทรัพย์")["Organisations"] == ["สหกรณ์ออมทรัพย์ร่วมใจ"]


def test_it_finds_releases(client, publish):
    release = publish("KH", 60)
    page = client.get(URL, {"q": "cambodia"})
    assert f"/releases/{release.uid}/" in page.text


def test_many_hits_are_cut_and_lead_to_the_register(client):
    for number in range(15):
        a_listed_entity("KH", f"Samaki {number:02d}")
    page = client.get(URL, {"q": "samaki"})
    assert len(page.context["groups"][0].found.hits) == 10
    assert "/entities/?q=samaki" in page.text


def test_hidden_organisations_leave_no_trace(client, seen):
    a_listed_entity("KH", "Samaki")
    before = [seen(f"{URL}?q={text}") for text in ("samaki", "sa", "rumdoul")]
    for number in range(20):
        an_entity("KH", f"Samaki {number}")
    an_entity("KH", "Rumdoul")
    assert [seen(f"{URL}?q={text}") for text in ("samaki", "sa", "rumdoul")] == before


def test_it_is_the_same_for_those_with_rights(client, sokha):
    an_entity("KH", "Rumdoul")
    client.force_login(sokha)
    assert found(client, "rumdoul") == {}


def test_nothing_found_says_what_to_do(client):
    assert "Try a shorter part of the name" in client.get(URL, {"q": "qqqqqq"}).text


@pytest.mark.parametrize("text", ["x" * 101, "a%00b", "%07", "%E2%80%8B" * 101])
def test_what_cannot_be_searched_gets_a_clear_answer(client, text):
    page = client.get(f"{URL}?q={text}")
    assert page.status_code == 422 and "There is a problem" in page.text


def test_half_a_letter_finds_nothing(client):
    assert client.get(f"{URL}?q=%ED%A0%80").status_code == 200


@pytest.mark.parametrize("text", ["%", "_", '"', "'", "*", "a OR b", "<script>", "{{ x }}", "\\"])
def test_signs_have_no_meaning(client, text):
    page = client.get(URL, {"q": text})
    assert page.status_code == 200 and "<script>" not in page.text.replace("<script defer", "")


def test_the_number_of_queries_is_small(client, publish, django_assert_max_num_queries):
    publish("KH", 60)
    client.get(URL, {"q": "kampong"})
    with django_assert_max_num_queries(7):
        client.get(URL, {"q": "kampong"})
