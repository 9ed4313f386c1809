import pytest

from tests.reading import seen

from ..factories import a_relationship, an_activity, an_organization
from ..privacy import add_private_rows

pytestmark = pytest.mark.django_db
URL, MAP = "/network/organizations/", "/network/organizations/map/"


@pytest.fixture(autouse=True)
def _reference(reference):
    """Countries and regions."""


def names(answer):
    return [row.name for row in answer.context["page"].rows]


def test_it_lists_public_entries_by_name(client):
    an_organization("KH", "Samaki")
    an_organization("KG", "Ala-Too")
    an_organization(None, "ASEAN network")
    an_organization("KH", "Members only", visibility="network")
    an_organization("KH", "Former", status="merged", merged_into=an_organization("KH", "Today"))
    assert names(client.get(URL)) == ["ASEAN network", "Ala-Too", "Samaki", "Today"]


# --- Search in any script ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "other", "text"),
    [
        ("Liên minh Hợp tác xã Đồng Tháp", {}, "hop tac xa dong"),
        ("Liên minh Hợp tác xã Đồng Tháp", {}, "Hợp tác xã Đồng"),
        ("Réseau des coopératives", {}, "cooperatives"),
        ("RESEAU", {}, "réseau"),
        ("Union", {"names": {"km": "សហភាពសហគមន៍កសិកម្មកម្ពុជា"}}, "គមន៍កសិ"),
        ("Union", {"names": {"km": "សហភាព\u200bសហគមន៍"}}, "ភាពសហ"),
        ("League", {"names": {"th": "สันนิบาตสหกรณ์แห่งประเทศไทย"}}, "สหกรณ์"),
        ("Union", {"names": {"ky": "Кыргызстан кооперативдер бирлиги"}}, "КООПЕРАТИВДЕР"),
        ("Union", {"names": {"mn": "Монголын хоршооны үндэсний холбоо"}}, "үндэсний"),
        ("Union of farmers", {"acronym": "UFK"}, "ufk"),
        ("Union of farmers", {"other_names": ["Committee of 1979"]}, "1979"),
        ("Union 10", {}, "10"),
    ],
)
def test_it_finds_a_piece_of_a_name_in_any_script(client, name, other, text):
    an_organization("KH", name, **other)
    an_organization("KH", "Something else", names={"km": "អង្គការ", "th": "องค์กร", "ky": "уюм"})
    assert names(client.get(URL, {"q": text})) == [name]


def test_letters_that_are_no_accents_stay_what_they_are(client):
    an_organization("MN", "Өвөр")
    assert names(client.get(URL, {"q": "овор"})) == []


# --- Filters -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"country": "KG"}, ["B"]),
        ({"country": "regional"}, ["C"]),
        ({"country": "KH", "region": "KH-1"}, ["A"]),
        ({"kind": "union"}, ["B"]),
        ({"constituency": "INT"}, ["C"]),
        ({"status": "dissolved"}, ["A"]),
        ({"status": "active"}, ["B", "C"]),
        ({"country": "KG", "q": "A"}, []),
        ({"more": "on"}, ["A", "B", "C"]),
    ],
)
def test_filters_narrow_the_list(client, query, found):
    an_organization("KH", "A", region_id="KH-1", status="dissolved", dissolved=2020)
    an_organization("KG", "B", kind="union")
    an_organization(None, "C", constituency="INT")
    an_organization("KH", "D", visibility="network")
    assert names(client.get(URL, query)) == found


@pytest.mark.parametrize(
    "query",
    [
        {"country": "XX"}, {"region": "KH-1"}, {"country": "TH", "region": "KH-1"}, {"kind": "x" * 500},
        {"country": "regional", "region": "KH-1"}, {"q": "x" * 101}, {"q": "\x00"}, {"status": "merged"},
        {"constituency": "10" * 30}, {"country": "\x00"},
    ],
)  # fmt: skip
def test_a_contradiction_or_an_unknown_code_is_said(client, query):
    assert client.get(URL, query).status_code == 422
    assert client.get(MAP, query).status_code == 422


@pytest.mark.parametrize("cursor", ["x", "W10", "eyJhIjoxfQ", "WyJhIiwgMTBd" * 300, "\x00"])
def test_a_cursor_that_is_not_ours_gets_a_clear_answer(client, cursor):
    assert client.get(URL, {"cursor": cursor}).status_code == 400


# --- Pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "q=samaki", "q=sa", "q=រុងរឿង", "country=KH&kind=apex"])
def test_pages_follow_each_other_without_gaps_or_repeats(client, query):
    for number in range(120):
        an_organization("KH", f"Samaki {number % 7}", names={"km": "សហគមន៍រុងរឿង"})
        an_organization("KH", f"Samaki {number}", visibility="network")
    found, address = [], f"{URL}?{query}"
    while address:
        answer = client.get(address)
        assert answer.context["page"].count == 120
        found += [row.uid for row in answer.context["page"].rows]
        address = answer.context["next_url"] and URL + answer.context["next_url"]
    assert len(found) == len(set(found)) == 120


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    for number in range(60):
        an_organization("KH", f"Samaki {number}", region_id="KH-1", names={"km": "រុង"})
    client.get(URL)  # reference data is kept from here on
    with django_assert_max_num_queries(4):
        client.get(URL, {"country": "KH", "q": "samaki"})


def test_a_row_says_in_words_what_it_is(client):
    an_organization(
        "KH", "Union", names={"km": "សហភាព"}, acronym="UFK", region_id="KH-12", locality="Phnom Penh",
        status="dissolved", dissolved=2020,
    )  # fmt: skip
    text = client.get(URL).text
    for word in ("សហភាព", 'lang="km"', "UFK", "Cambodia", "Phnom Penh", "SSE organisations", "dissolved"):
        assert word in text


# --- Who sees more -------------------------------------------------------------------------------------------


def test_members_may_ask_for_entries_that_are_not_public_and_see_them_marked(client, pat, guest):
    an_organization("KH", "Members only", visibility="network")
    an_organization("KH", "Secretariat only", visibility="secretariat")
    client.force_login(pat)
    assert names(client.get(URL)) == [], "without asking the list is that of everybody"
    answer = client.get(URL, {"more": "on"})
    assert names(answer) == ["Members only"] and "members of the network" in answer.text
    client.force_login(guest)
    assert names(client.get(URL, {"more": "on"})) == []


def test_the_secretariat_sees_all_of_its_country_and_where_to_add(client, chenda):
    an_organization("KH", "Here", visibility="secretariat")
    an_organization("TH", "There", visibility="secretariat")
    client.force_login(chenda)
    answer = client.get(URL, {"more": "on"})
    assert names(answer) == ["Here"]
    assert "/network/organizations/create/" in answer.text


def test_hidden_rows_leave_no_trace(client, guest, pat):
    shown = an_organization("KH", "Samaki សមាគម", region_id="KH-12")
    addresses = [
        URL, URL + "?q=samaki", URL + "?q=សមាគម", URL + "?country=KH&region=KH-12", URL + "?kind=apex&more=on",
        MAP + "?country=KH", MAP + "?country=KH&q=samaki&more=on",
    ]  # fmt: skip
    readers = {}
    for user in (None, guest, pat):
        if user:
            client.force_login(user)
        own = [address for address in addresses if user is not pat or "more" not in address]
        readers[user] = (own, [seen(client, address) for address in own])
    client.logout()
    add_private_rows(shown, guest)
    for user, (own, before) in readers.items():
        if user:
            client.force_login(user)
        assert [seen(client, address) for address in own] == before


# --- The map -------------------------------------------------------------------------------------------------


def counted(answer):
    return {row[0].text: row[1].text for row in answer.context["figure"].rows}


def test_the_map_counts_what_the_list_shows_and_says_what_is_nowhere(client):
    an_organization("KH", "A", region_id="KH-1")
    an_organization("KH", "B", region_id="KH-1")
    an_organization("KH", "C")
    an_organization("KH", "D", region_id="KH-1", visibility="network")
    answer = client.get(MAP, {"country": "KH"})
    assert sorted(counted(answer).values())[-1] == "2" and answer.context["elsewhere"] == 1
    total = sum(int(number) for number in counted(answer).values()) + answer.context["elsewhere"]
    assert total == client.get(URL, {"country": "KH"}).context["page"].count


@pytest.mark.parametrize("more", [{}, {"q": "sam"}, {"kind": "union"}, {"region": "KH-1"}])
def test_the_map_has_the_filters_of_the_list(client, more):
    for number, region in enumerate(["KH-1", "KH-1", "KH-12", None]):
        kind = "union" if number % 2 else "apex"
        an_organization("KH", f"{'Samaki' if number else 'Other'} {number}", region_id=region, kind=kind)
    query = {"country": "KH"} | more
    answer = client.get(MAP, query)
    total = sum(int(number) for number in counted(answer).values()) + answer.context["elsewhere"]
    assert total == client.get(URL, query).context["page"].count


def test_former_regions_count_where_they_went(client):
    an_organization("VN", "A", region_id="VN-25")
    an_organization("VN", "B", region_id="VN34-44")
    answer = client.get(MAP, {"country": "VN"})
    total = sum(int(number) for number in counted(answer).values())
    assert total + answer.context["elsewhere"] == 2


@pytest.mark.parametrize("query", [{}, {"country": "regional"}])
def test_the_map_asks_for_a_country(client, query):
    assert client.get(MAP, query).status_code == 422


def test_members_may_count_more_on_the_map(client, pat):
    an_organization("KH", "A", region_id="KH-1", visibility="network")
    client.force_login(pat)
    answer = client.get(MAP, {"country": "KH", "more": "on"})
    assert "1" in counted(answer).values() and "not public are counted" in answer.text


def test_links_carry_the_filters(client):
    a_relationship(an_organization("KH", "A & B", kind="union"), an_organization("KH", "C", kind="union"))
    an_activity(an_organization("KH", "D", kind="union"))
    text = client.get(URL, {"country": "KH", "kind": "union", "q": ""}).text
    assert "/network/organizations/export/?format=csv&amp;country=KH&amp;kind=union" in text
    assert f"{MAP}?country=KH&amp;kind=union" in text
