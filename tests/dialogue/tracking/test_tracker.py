"""The tracker: every filter against a plain count in Python, its matrix, its files, and no trace of what is private."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from dialogue.models import Implementation, Recommendation
from dialogue.summaries.implementation import implementation_of
from dialogue.summaries.tracker import found
from sse_portal.records.tags import set_tags
from tests.dialogue.factories import (
    PAST,
    a_committee,
    a_key_action,
    a_recommendation,
    a_response,
    an_addressee,
    an_update,
)
from tests.factories import a_user
from tests.network.factories import an_organization
from tests.reading import seen, settled

pytestmark = pytest.mark.django_db
LIST = "/dialogue/recommendations/"


def listed(**asked):
    return {row.pk for row in found(asked, None)}


def transmitted(committee, **fields):
    return an_addressee(a_recommendation(committee, "transmitted", **fields))


@pytest.fixture
def world(committee):
    """{implementation: a recommendation that stands so}."""
    made = {
        "not_transmitted": a_recommendation(committee),
        "awaiting_answer": transmitted(committee).recommendation,
    }
    for position, code in (("rejected", "rejected"), ("noted", "no_action")):
        made[code] = a_response(transmitted(committee), position).addressee.recommendation
    for code, lines in {
        "not_started": (), "ongoing": ("ongoing",), "completed": ("completed",),
    }.items():  # fmt: skip
        addressee = a_response(transmitted(committee)).addressee
        action = a_key_action(addressee, due_on=date(2100, 1, 1))
        for state in lines:
            an_update(action, state, due_on=date(2100, 1, 1))
        made[code] = addressee.recommendation
    return made


def test_each_implementation_is_found_by_its_filter_and_by_no_other(world):
    for code, recommendation in world.items():
        assert listed(implementation=code) == {recommendation.pk}
    assert listed(implementation="verified") == set()
    assert set(world) | {"verified"} == set(Implementation.values)


def test_what_is_late_or_silent_is_told_of_today_and_of_open_actions_only(committee, world):
    today = timezone.localdate()
    late = a_key_action(a_response(transmitted(committee)).addressee, due_on=today - timedelta(days=1))
    due_today = a_key_action(a_response(transmitted(committee)).addressee, due_on=today)
    silent = a_key_action(a_response(transmitted(committee)).addressee, told_at=PAST)
    unanswered = world["awaiting_answer"]

    assert listed(overdue=True) == {late.recommendation_id, unanswered.pk}
    assert due_today.recommendation_id not in listed(overdue=True)
    assert listed(stale=True) == {silent.recommendation_id}
    closed = {"status": "closed", "closed_at": timezone.now()}
    Recommendation.objects.filter(pk__in=[late.recommendation_id, silent.recommendation_id]).update(**closed)
    assert listed(overdue=True) == {unanswered.pk} and listed(stale=True) == set()


def test_theme_goal_addressee_country_status_and_evidence(committee):
    about, other = transmitted(committee), transmitted(a_committee("KG"))
    a_recommendation(a_committee(None))
    set_tags(about.recommendation, {"theme": ["finance"], "SDG": ["8.3"]})
    here, there = about.recommendation_id, other.recommendation_id

    assert listed(theme="finance") == listed(sdg="8.3") == listed(sdg="8") == {here}
    assert listed(country="KG") == {there} and len(listed(country="regional")) == 1
    assert listed(addressee=str(about.organization.uid)) == {here}
    assert listed(addressee=other.organization.name, country="KH") == set()
    assert listed(status="transmitted") == {here, there}
    assert listed(evidence="changed") == set()


def test_a_past_day_shows_what_was_there_and_how_it_stood(client, committee):
    early = transmitted(committee, title={"en": "Early one"})
    late = a_recommendation(committee, published_at=timezone.now(), title={"en": "Late one"})
    page = seen(client, f"{LIST}?on=2026-03-10")

    assert "Early one" in page and "Late one" not in page
    assert "Late one" in seen(client, LIST)
    assert early.recommendation_id in listed(on=date(2026, 3, 10), status="transmitted")
    assert listed(on=date(2026, 3, 10), status="closed") == set()
    assert implementation_of(late, date(2026, 3, 10)).status == "not_transmitted"


@pytest.mark.parametrize(
    "query",
    [{"implementation": "verified"}, {"overdue": "on"}, {"stale": "on"}, {"evidence": "changed"}],
)
def test_filters_of_today_are_refused_for_the_past(client, query):
    assert client.get(LIST, query | {"on": "2026-03-10"}).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        {"country": "XX"}, {"theme": "\x00"}, {"on": "2999-01-01"}, {"on": "yesterday"}, {"status": "x\x00"},
        {"addressee": "a\x00"}, {"sdg": "99"}, {"addressee": "x" * 200},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_beside_the_filter(client, query):
    assert client.get(LIST, query).status_code == 422


def test_a_cursor_of_others_is_refused(client):
    assert client.get(LIST, {"cursor": "abc"}).status_code == 400


def test_pages_follow_each_other_without_loss(client, committee):
    made = [a_recommendation(committee).code for _ in range(32)]
    first = client.get(LIST)
    second = client.get(LIST + first.context["next_url"])
    codes = [row.code for row in (*first.context["page"].rows, *second.context["page"].rows)]
    assert codes == made[::-1] and second.context["next_url"] == ""
    assert first.context["page"].count == 32


def test_a_list_takes_the_same_queries_however_long(client, committee, django_assert_max_num_queries):
    for _ in range(8):
        a_key_action(a_response(transmitted(committee)).addressee)
    with django_assert_max_num_queries(9):
        client.get(LIST)


@pytest.mark.parametrize("by", ["implementation", "status", "theme"])
def test_a_cell_of_the_matrix_is_the_length_of_its_list(client, world, by):
    set_tags(world["ongoing"], {"theme": ["finance", "law"]})
    a_recommendation(a_committee("KG"))
    answer = client.get(reverse("dialogue:recommendation-matrix"), {"by": by})
    cells = [cell for row in answer.context["rows"] for cell in row if cell.url]

    assert cells
    for cell in cells:
        assert client.get(cell.url).context["page"].count == int(cell.text)


def test_the_files_hold_what_the_list_shows(client, world):
    address = reverse("dialogue:recommendation-export")
    lines = list(csv.DictReader(io.StringIO(client.get(address).getvalue().decode())))
    assert {line["code"]: line["implementation"] for line in lines} == {
        recommendation.code: code for code, recommendation in world.items()
    }
    only = client.get(address, {"implementation": "ongoing"}).getvalue().decode()
    assert only.count("\r\n") == 2
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get(address, {"format": "xlsx"}).getvalue()))
    assert len(sheet.get_sheet_by_index(0).to_python()) == len(world) + 1
    assert client.get(address, {"format": "pdf"}).status_code == 404
    assert client.get(address, {"country": "XX"}).status_code == 422


def outputs(client):
    addresses = [
        LIST, f"{LIST}?overdue=on", f"{LIST}?implementation=ongoing", f"{LIST}?theme=finance",
        f"{LIST}?evidence=changed",
        f"{LIST}matrix/", f"{LIST}matrix/?by=theme", f"{LIST}export/", f"{LIST}?on=2026-03-10",
    ]  # fmt: skip
    answers = [client.get(address) for address in addresses]
    return [settled(answer) for answer in answers]


def test_private_rows_leave_no_trace_in_the_tracker(client, world):
    """D9: drafts, what is for the committee or its secretariat, and notes under what is public."""
    before = outputs(client)
    committee = world["ongoing"].committee
    hidden = [
        transmitted(committee, visibility="committee"), transmitted(committee, visibility="secretariat"),
        transmitted(a_committee("KH", visibility="secretariat")), an_addressee(a_recommendation(committee, "draft")),
    ]  # fmt: skip
    for addressee in hidden:
        set_tags(addressee.recommendation, {"theme": ["finance"]})
        an_update(a_key_action(a_response(addressee).addressee, due_on=date(2026, 1, 1)))
    public = world["ongoing"].actions.get()
    an_update(public, "completed", visibility="committee", percent=90)

    for was, now in zip(before, outputs(client), strict=True):
        assert [line for line in now.splitlines() if line not in was.splitlines()] == []
        assert now == was


def test_an_organisation_that_the_reader_may_not_know_is_not_named(client, committee, chenda):
    hidden = an_organization("KH", "Hidden union", visibility="secretariat")
    an_addressee(a_recommendation(committee, "transmitted"), hidden)
    assert "Hidden union" not in seen(client, LIST)
    assert listed(addressee="Hidden union") == set()
    client.force_login(chenda)
    assert "Hidden union" in seen(client, LIST)


def test_lists_show_what_everybody_who_asks_may_know_and_nothing_else(committee, chenda, mealea, rana):
    for place in (committee, a_committee("KG"), a_committee(None), a_committee("KH", visibility="committee")):
        for visibility in ("public", "committee", "secretariat"):
            for status in ("draft", "adopted"):
                a_recommendation(place, status, visibility=visibility)
    readers = [
        None,
        AnonymousUser(),
        a_user(),
        chenda,
        mealea,
        rana,
        a_user("secretariat", "KG", "nurlan@example.org"),
    ]
    for reader in readers:
        known = set(Recommendation.objects.visible_to(reader).values_list("pk", flat=True))
        assert set(Recommendation.objects.listed_for(reader).values_list("pk", flat=True)) == known
    assert known
