"""N6: each number of the 3W matrix is the length of the list that it leads to, for every reader."""

from datetime import date
from itertools import permutations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from network.forms.activities import ActivityFilter
from network.models import Activity, ActivityPlace, Participation
from network.summaries import matrix as summaries
from network.summaries.activities import found

from ..factories import an_activity, an_organization
from .world import a_world

pytestmark = [pytest.mark.django_db, pytest.mark.long]
URL = "/network/who-does-what-where/"
PAIRS = list(permutations(summaries.AXES, 2))
FILTERS = (
    {},
    {"role": "4"},
    {"country": "KH"},
    {"country": "VN"},
    {"country": "VN", "region": "VN34-25"},
    {"country": "KH", "reach": "named"},
    {"reach": "nationwide"},
    {"organization": "partner 1"},
    {"organization": "none"},
    {"year": "2024"},
    {"year": "none"},
    {"sector": "ISIC4:A", "status": "5"},
    {"country": "none"},
)


def cells_of(answer):
    """(heading, number, address) of every number of the table."""
    for row in answer.context["rows"]:
        for cell in row[1:]:
            if cell.url:
                yield f"{row[0].text} × {cell.label}", int(cell.text), cell.url


def length(client, address):
    """How many activities the page of a list says that there are."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.context["page"].count


def counted(address, user=None):
    """The same without drawing the page, for thousands of lists."""
    form = ActivityFilter(QueryDict(address.partition("?")[2]), user=user or AnonymousUser())
    assert form.is_valid(), (address, form.errors)
    return found(form.asked, user).count()


@pytest.mark.parametrize("role", ["anonymous", "partner", "secretariat"])
def test_each_number_is_the_length_of_its_list(client, chenda, pat, role):
    user = {"anonymous": None, "partner": pat, "secretariat": chenda}[role]
    if user:
        client.force_login(user)
    a_world(role)
    for down, across in PAIRS:
        cells = list(cells_of(client.get(URL, {"rows": down, "columns": across})))
        assert len(cells) > 10
        wrong = [(name, number) for name, number, url in cells if counted(url, user) != number]
        assert not wrong, (down, across)
    assert [length(client, url) for _name, _number, url in cells[:5]] == [
        number for _name, number, _ in cells[:5]
    ]


@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_filters_hold_for_the_matrix_and_for_its_lists(client, asked):
    a_world(str(asked), visibilities=("public",))
    for down, across in (("organization", "place"), ("place", "year"), ("year", "organization")):
        answer = client.get(URL, asked | {"rows": down, "columns": across})
        assert answer.status_code == 200
        if answer.context["matrix"].total:
            cells = list(cells_of(answer))
            wrong = [(name, number) for name, number, url in cells if counted(url) != number]
            assert not wrong, (down, across)


def by_hand(activity, axis):
    """The keys under which one activity counts, as plain Python has it; all is public."""
    if axis == "organization":
        return {part.organization_id for part in activity.participations.all()} or {None}
    if axis == "sector":
        return {activity.sector}
    if axis == "place":
        return {place.country_id for place in activity.places.all()} or {None}
    start = activity.actual_start or activity.planned_start
    if start is None:
        return {"none"}
    end = activity.planned_end
    if activity.actual_start and end and end <= activity.actual_start:
        end = None
    last = timezone.localdate().year + 5
    years = range(timezone.localdate().year - 9, last + 1)
    return {
        year for year in years
        if activity.status != "5" and start.year <= year and (end is None or end.isoformat() > f"{year}-01-01")
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_the_numbers_are_those_that_plain_python_counts(seed):
    a_world(seed, visibilities=("public",))
    scope = summaries.scope_of({"status": ""})
    activities = list(Activity.objects.all())
    for down, across in PAIRS:
        expected, several = {}, 0
        for activity in activities:
            keys = [(row, column) for row in by_hand(activity, down) for column in by_hand(activity, across)]
            keys = [
                key
                for key in keys
                if all(
                    not isinstance(each, int) or each < 1900 or each in scope.years or axis == "organization"
                    for axis, each in zip((down, across), key, strict=True)
                )
            ]
            several += len(keys) > 1
            for key in keys:
                expected[key] = expected.get(key, 0) + 1
        assert summaries.counts(scope, (down, across)) == expected, (down, across)
        assert summaries.in_several_cells(scope, (down, across)) == several, (down, across)


def test_an_activity_of_two_organisations_stands_in_two_rows_and_is_counted_once(client):
    first, second = an_organization(name="First"), an_organization(name="Second")
    an_activity(first, second, sector="ISIC4:A")
    an_activity(first, sector="ISIC4:P")
    answer = client.get(URL)
    table = {row[0].text: [cell.text for cell in row[1:]] for row in answer.context["rows"]}
    assert table == {
        "First": ["2", "1", "1"],
        "Second": ["1", "1", ""],
        "All, each counted once": ["2", "1", "1"],
    }
    assert answer.context["matrix"].several == 1
    assert "stands in several cells" in answer.text


def test_the_same_organisation_in_two_roles_counts_once(client):
    union = an_organization(name="Union")
    activity = an_activity(union)
    Participation.objects.create(activity=activity, organization=union, role="1")
    matrix = client.get(URL).context["matrix"]
    assert (matrix.cells, matrix.several, matrix.total) == (((1,),), 0, 1)


def test_cancelled_activities_count_only_when_asked_for(client):
    an_activity(an_organization(), status="5")
    assert client.get(URL).context["matrix"].total == 0
    assert client.get(URL, {"status": "5"}).context["matrix"].total == 1


def test_within_a_country_its_regions_are_counted_and_nationwide_apart(client):
    union = an_organization(name="Union")
    an_activity(union, region="KH-12")
    an_activity(union, region="KH-12")
    an_activity(union)
    abroad = an_activity(union, country="TH")
    ActivityPlace.objects.create(activity=abroad, country_id="KH", region_id="KH-1")
    answer = client.get(URL, {"rows": "place", "columns": "sector", "country": "KH"})
    assert {row.label: row.total for row in answer.context["matrix"].rows} == {
        "Banteay Meanchey": 1, "Phnom Penh": 2, "nationwide": 1,
    }  # fmt: skip


def test_the_map_shows_regions_and_never_spreads_what_is_nationwide(client):
    an_activity(region="KH-12")
    an_activity()
    answer = client.get(URL, {"country": "KH"})
    shown = answer.context["map"]
    counted = {row[0].text: (row[1].text, row[0].url) for row in shown["figure"].rows}
    assert {name: count for name, (count, _url) in counted.items() if count != "0"} == {"Phnom Penh": "1"}
    assert shown["nationwide"] == 1 and length(client, shown["nationwide_url"]) == 1
    assert length(client, counted["Phnom Penh"][1]) == 1
    assert "1 activity is nationwide" in answer.text


def test_a_region_s_list_holds_what_is_nationwide_too_and_marks_it(client):
    an_activity(region="KH-12")
    an_activity(region="KH-1")
    an_activity()
    rows = client.get("/network/activities/", {"country": "KH", "region": "KH-12"}).context["page"].rows
    assert sorted(row.is_nationwide for row in rows) == [False, True]


def test_a_former_region_counts_where_it_belongs_today(client):
    union = an_organization()
    an_activity(union, country="VN", region="VN-25")
    answer = client.get(URL, {"rows": "place", "columns": "sector", "country": "VN"})
    (row,) = answer.context["matrix"].rows
    assert row.query["region"].startswith("VN34-")


def test_many_rows_are_folded_and_the_rest_is_counted(client, monkeypatch):
    monkeypatch.setattr(summaries, "MOST_ROWS", 3)
    monkeypatch.setattr(summaries, "MOST_FOLDED", 2)
    for number in range(7):
        organization = an_organization(name=f"Partner {number}")
        for _again in range(7 - number):
            an_activity(organization)
    answer = client.get(URL)
    matrix = answer.context["matrix"]
    assert [head.label for head in matrix.rows] == ["Partner 0", "Partner 1", "Partner 2"]
    assert [line["count"] for line in answer.context["folded"]] == [4, 3]
    assert matrix.more_rows == 2 and "And 2 more" in answer.text
    assert all(length(client, line["url"]) == line["count"] for line in answer.context["folded"])


def test_two_axes_are_chosen_and_they_differ(client):
    assert client.get(URL, {"rows": "sector", "columns": "sector"}).status_code == 422
    assert client.get(URL, {"rows": "colour"}).status_code == 422
    an_activity(an_organization())
    for asked in ({"rows": "sector"}, {"columns": "organization"}):
        matrix = client.get(URL, asked)
        assert matrix.status_code == 200 and matrix.context["matrix"].total == 1
    with pytest.raises(ValueError, match="axes"):
        summaries.matrix({}, "sector", "sector", "en")


def test_an_empty_matrix_says_so(client):
    assert "No activity matches" in client.get(URL).text


@pytest.mark.parametrize("query", [{"country": "KH"}, {"rows": "year", "columns": "organization"}])
def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries, query):
    a_world(1, activities=60, organizations=20, visibilities=("public",))
    client.get(URL, query)
    with django_assert_max_num_queries(14):
        client.get(URL, query)


def test_a_year_is_asked_of_the_dates_that_are_known_best():
    planned = an_activity(planned_start="2020-05-01", planned_end="2021-01-01")
    late = an_activity(planned_start="2020-05-01", planned_end="2022-01-01", actual_start="2021-03-01")
    overdue = an_activity(planned_start="2019-01-01", planned_end="2019-06-01", actual_start="2020-02-01")
    gone = an_activity(planned_start="2020-01-01", planned_end="2021-01-01", status="5")
    undated = an_activity(planned_start=None, planned_end=None)
    rows = lambda year: set(found({"year": str(year)}))
    assert rows(2020) == {planned, overdue}
    assert rows(2021) == {late, overdue}
    assert rows(2019) == set() and rows(2030) == {overdue}
    assert set(found({"year": "none"})) == {undated}
    assert gone not in rows(2020)
    on = Activity.objects.under_way_on
    assert set(on(date(2020, 12, 31))) == {planned, overdue} and set(on(date(2021, 1, 1))) == {overdue}
