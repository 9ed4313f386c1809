"""The score of an offer and a need: laws that hold for all of them, and what single reasons are worth."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.matching import NO_MATCH, SUBSTANCE, WEIGHTS, Side, goal_of, score

TODAY = date(2026, 11, 25)
GOALS = ("1", "1.3", "1.4", "5", "5.5", "5.a", "8", "8.3", "8.10", "17")
codes = st.frozensets
sides = st.builds(
    Side,
    direction=st.sampled_from(["offer", "need"]),
    organization=st.integers(1, 4),
    kind=st.sampled_from(["training", "visit", "funding"]),
    expires_on=st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=200)),
    country=st.sampled_from(["", "KH", "TH"]),
    themes=codes(st.sampled_from(["law", "finance", "care", "food"])),
    sdg=codes(st.sampled_from(GOALS)),
    languages=codes(st.sampled_from(["km", "th", "en"])),
)


def a_side(direction="offer", organization=1, **fields):
    plain = {"kind": "training", "expires_on": TODAY + timedelta(days=200), "country": "KH"}
    return Side(direction, organization, **plain | fields)


def points(one, other):
    """{code of the reason: points}."""
    return {reason.code: reason.points for reason in score(one, other, TODAY).reasons}


@given(sides, sides)
def test_it_is_the_same_whichever_comes_first(one, other):
    assert score(one, other, TODAY) == score(other, one, TODAY)


@given(sides, sides)
def test_it_is_the_sum_of_its_reasons_between_0_and_100(one, other):
    found = score(one, other, TODAY)
    assert found.points == sum(reason.points for reason in found.reasons)
    assert 0 <= found.points <= 100
    assert all(reason.points > 0 for reason in found.reasons)


@given(sides, sides)
def test_a_match_has_something_of_substance_and_nothing_else_does(one, other):
    found = score(one, other, TODAY)
    assert bool(found.points) == any(reason.code in SUBSTANCE for reason in found.reasons)


@given(sides, sides, st.sampled_from(["law", "youth", "digital"]))
def test_one_more_shared_theme_never_lowers_it(one, other, theme):
    before = score(one, other, TODAY).points
    assert (
        score(with_one_more(one, "themes", theme), with_one_more(other, "themes", theme), TODAY).points
        >= before
    )


@given(sides, sides, st.sampled_from(GOALS))
def test_one_more_shared_goal_or_target_never_lowers_it(one, other, code):
    before = score(one, other, TODAY).points
    assert score(with_one_more(one, "sdg", code), with_one_more(other, "sdg", code), TODAY).points >= before


@given(sides, sides, st.sampled_from(["km", "vi"]))
def test_one_more_shared_language_never_lowers_it(one, other, code):
    before = score(one, other, TODAY).points
    after = score(with_one_more(one, "languages", code), with_one_more(other, "languages", code), TODAY)
    assert after.points >= before


@given(sides, sides, st.integers(1, 300))
def test_more_time_never_lowers_it(one, other, days):
    before = score(one, other, TODAY).points
    later = replace(one, expires_on=one.expires_on + timedelta(days=days))
    assert score(later, other, TODAY).points >= before


def with_one_more(side, name, code):
    return replace(side, **{name: getattr(side, name) | {code}})


@given(sides, sides)
def test_no_organisation_matches_itself(one, other):
    assert score(one, replace(other, organization=one.organization), TODAY) == NO_MATCH


@given(sides, sides)
def test_two_offers_or_two_needs_are_no_match(one, other):
    assert score(one, replace(other, direction=one.direction), TODAY) == NO_MATCH


@given(sides, sides)
def test_nothing_matches_what_has_expired(one, other):
    assert score(replace(one, expires_on=TODAY), other, TODAY) == NO_MATCH


def test_the_weights_add_up_to_100():
    assert sum(WEIGHTS.values()) == 100


def test_everything_in_common_is_100_points():
    same = {
        "themes": frozenset({"law", "care", "food", "youth"}),
        "sdg": frozenset({"8.3", "5.5", "1"}),
        "languages": frozenset({"km"}),
    }
    assert score(a_side(**same), a_side("need", 2, **same), TODAY).points == 100


def test_country_language_and_time_alone_make_no_match():
    assert score(a_side(kind="visit"), a_side("need", 2), TODAY) == NO_MATCH


@pytest.mark.parametrize(
    ("offered", "needed", "expected"),
    [
        ("KH", "KH", {"place_same": 14}),
        ("", "", {"place_same": 14}),
        ("", "KH", {"place_covered": 12}),
        ("TH", "", {"place_in_part": 8}),
        ("TH", "KH", {}),
    ],
)
def test_the_place_counts_by_how_much_of_the_need_is_covered(offered, needed, expected):
    found = points(a_side(country=offered), a_side("need", 2, country=needed))
    assert {code: n for code, n in found.items() if code.startswith("place")} == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"8.3"}, {"8.3"}, {"sdg_target": 8}),
        ({"8.3"}, {"8.5"}, {"sdg_goal": 4}),
        ({"8"}, {"8.3"}, {"sdg_goal": 4}),
        ({"8.3", "8.5"}, {"8.3", "8.6"}, {"sdg_target": 8}),
        ({"8.3", "5.5"}, {"8.3", "5.4"}, {"sdg_target": 8, "sdg_goal": 4}),
        ({"8.3", "5.5", "1.3"}, {"8.3", "5.5", "1.4"}, {"sdg_target": 16}),
        ({"1"}, {"17"}, {}),
    ],
)
def test_a_shared_target_counts_more_than_a_shared_goal_and_not_twice(one, other, expected):
    found = points(a_side(sdg=frozenset(one)), a_side("need", 2, sdg=frozenset(other)))
    assert {code: n for code, n in found.items() if code.startswith("sdg")} == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"km"}, {"km", "en"}, {"language": 6}),
        ({"km"}, set(), {"language_free": 6}),
        (set(), set(), {"language_free": 6}),
        ({"km"}, {"th"}, {}),
    ],
)
def test_a_common_language_counts_and_so_does_that_none_is_needed(one, other, expected):
    found = points(a_side(languages=frozenset(one)), a_side("need", 2, languages=frozenset(other)))
    assert {code: n for code, n in found.items() if code.startswith("language")} == expected


@pytest.mark.parametrize(("days", "expected"), [(90, 6), (89, 3), (30, 3), (29, 1), (1, 1)])
def test_the_time_left_is_that_of_the_one_that_expires_first(days, expected):
    soon = a_side("need", 2, expires_on=TODAY + timedelta(days=days))
    assert points(a_side(), soon)["time"] == expected


def test_a_reason_names_what_it_rests_on_in_a_fixed_order():
    one, other = (
        a_side(themes=frozenset({"law", "care", "food"}), sdg=frozenset({"8.10", "8.3"})),
        a_side("need", 2, themes=frozenset({"food", "law"}), sdg=frozenset({"8.3", "8.10"})),
    )
    reasons = [reason.as_json() for reason in score(one, other, TODAY).reasons]
    assert reasons == [
        {"code": "kind", "points": 34, "values": ["training"]},
        {"code": "themes", "points": 18, "values": ["food", "law"]},
        {"code": "sdg_target", "points": 16, "values": ["8.3", "8.10"]},
        {"code": "place_same", "points": 14, "values": ["KH"]},
        {"code": "language_free", "points": 6, "values": []},
        {"code": "time", "points": 6, "values": ["2027-06-13"]},
    ]


@pytest.mark.parametrize(("code", "goal"), [("8.3", "8"), ("8", "8"), ("5.a", "5")])
def test_a_target_belongs_to_its_goal(code, goal):
    assert goal_of(code) == goal
