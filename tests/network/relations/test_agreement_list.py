from datetime import timedelta

import pytest
from django.utils import timezone

from tests.network.factories import an_agreement, an_organization
from tests.reading import seen

pytestmark = pytest.mark.django_db
URL = "/network/agreements/"


@pytest.fixture(autouse=True)
def countries(reference):
    """Reference data is there."""


def day(distance):
    return timezone.localdate() + timedelta(days=distance)


def titles(answer):
    return [row.title for row in answer.context["page"].rows]


def called(title, *parties, **fields):
    return an_agreement(*parties, title={"en": title}, title_folded=title.lower(), **fields)


def test_the_newest_comes_first_with_its_parties_and_its_state(client):
    called("Older", ends_on=day(-1))
    called("Newer", an_organization(name="Samaki"), an_organization(name="Union"), ends_on=day(10))
    answer = client.get(URL)
    assert titles(answer) == ["Newer", "Older"]
    assert "Samaki; Union" in answer.text and "Ends soon" in answer.text and "2 agreements" in answer.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "skil"}, ["Skills"]), ({"q": "ទេស"}, ["ខ្មែរទេសចរណ៍"]), ({"kind": "grant"}, ["Skills"]),
        ({"country": "TH"}, ["Skills"]), ({"country": "regional"}, ["ខ្មែរទេសចរណ៍"]), ({"state": "upcoming"}, ["Later"]),
        ({"state": "draft"}, []), ({"party": "samak"}, ["Skills"]), ({"party": "nobody"}, []),
        ({"state": "active", "kind": "mou"}, ["ខ្មែរទេសចរណ៍"]),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(client, query, found):
    called("Skills", an_organization(name="Samaki"), country="TH", kind="grant")
    called("Later", starts_on=day(1))
    called("ខ្មែរទេសចរណ៍", country=None)
    called("Draft", status="draft")
    assert titles(client.get(URL, query)) == found


def test_a_party_is_found_by_its_identifier_too(client):
    samaki = an_organization(name="Samaki")
    called("Skills", samaki)
    called("Other", an_organization())
    assert titles(client.get(URL, {"party": str(samaki.uid)})) == ["Skills"]


@pytest.mark.parametrize(
    "query",
    [{"kind": "x"}, {"country": "FR"}, {"state": "x"}, {"q": "\x00"}, {"party": "x" * 101}, {"q": "x" * 101}],
)
def test_what_cannot_be_asked_is_said(client, query):
    assert client.get(URL, query).status_code == 422


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIl0", "\x00", "W" * 3000, "WzFlMzBd"])
def test_a_cursor_that_is_not_ours_gets_a_clear_answer(client, cursor):
    assert client.get(URL, {"cursor": cursor}).status_code == 400


@pytest.mark.parametrize("query", ["", "?q=skills", "?party=sam", "?state=active", "?country=KH"])
def test_what_is_not_public_leaves_no_trace(client, query):
    called("Skills", an_organization(name="Samaki"))
    before = seen(client, URL + query)
    secret = an_organization(name="Samaki Secret", visibility="network")
    called("Skills two", an_organization(name="Samaki two"), visibility="network")
    called("Skills three", secret, visibility="secretariat")
    called("Skills draft", an_organization(name="Samaki four"), status="draft")
    assert seen(client, URL + query) == before


def test_a_party_that_is_not_public_leaves_no_trace_in_a_public_agreement(client):
    agreement = called("Skills", an_organization(name="Union"))
    addresses = [URL, f"{URL}?party=samaki", f"{URL}{agreement.uid}/"]
    before = [seen(client, address) for address in addresses]
    for visibility in ("network", "secretariat"):
        secret = an_organization(name=f"Samaki {visibility}", visibility=visibility)
        agreement.parties.create(organization=secret, role="lead")
    assert [seen(client, address) for address in addresses] == before
    assert titles(client.get(URL, {"party": str(secret.uid)})) == []


def test_members_and_the_secretariat_see_theirs(client, pat, chenda, narin):
    called("Of members", visibility="network")
    called("Of the secretariat", visibility="secretariat")
    called("Draft", status="draft")
    expected = {
        pat: ["Of members"], narin: ["Of members"],
        chenda: ["Draft", "Of the secretariat", "Of members"],
    }  # fmt: skip
    assert titles(client.get(URL)) == []
    for user, found in expected.items():
        client.force_login(user)
        answer = client.get(URL)
        assert titles(answer) == found and "private" in answer["Cache-Control"]
    assert "New agreement" in answer.text


def test_pages_follow_each_other_without_gaps_or_repeats(client):
    for number in range(70):
        called(f"Agreement {number}", visibility="public" if number % 7 else "network")
    found, address = [], URL
    while address:
        answer = client.get(address)
        found += [row.uid for row in answer.context["page"].rows]
        address = answer.context["next_url"] and URL + answer.context["next_url"]
    assert len(found) == len(set(found)) == 60


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    for _ in range(20):
        called("Skills", *(an_organization() for _ in range(3)))
    client.get(URL)
    with django_assert_max_num_queries(5):
        client.get(URL, {"q": "skills"})
