"""Raw values become typed ones, or are refused with the place: never a 5xx further down."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.basics.problems import Invalid
from sse_portal.records import values
from sse_portal.records.values import read_values
from sse_portal.reference.choices import Theme

KINDS = {
    "text": values.Text(most=10),
    "code": values.Text(pattern=r"[A-Z]{2}"),
    "words": values.Words(most=10),
    "texts": values.Texts(most=3, longest=10),
    "choice": values.Choice(choices=Theme),
    "codes": values.Codes(known=lambda: ("8.3", "8.5")),
    "day": values.Day(),
    "moment": values.Moment(),
    "whole": values.Whole(least=1, most=9),
    "number": values.Number(least=Decimal(-90), most=Decimal(90), places=5),
    "flag": values.Flag(),
    "address": values.Address(),
    "email": values.Email(),
    "language": values.Language(),
    "zone": values.Zone(),
}
GOOD = [
    ("text", "  Samaki ", "Samaki"),
    ("code", "KH", "KH"),
    ("words", {"km": "សាមគ្គី", "en": ""}, {"km": "សាមគ្គី"}),
    ("texts", ["a", "b", "a"], ["a", "b"]),
    ("choice", "care", "care"),
    ("codes", ["8.5", "8.3"], ["8.3", "8.5"]),
    ("day", "2026-11-24", date(2026, 11, 24)),
    ("day", date(2026, 11, 24), date(2026, 11, 24)),
    ("moment", "2026-11-24T09:00:00+07:00", datetime(2026, 11, 24, 2, tzinfo=UTC)),
    ("whole", "9", 9),
    ("number", "11.5625", Decimal("11.56250")),
    ("flag", "yes", True),
    ("address", "https://example.org/a", "https://example.org/a"),
    ("email", "a@example.org", "a@example.org"),
    ("language", "zh-Hant", "zh-Hant"),
    ("zone", "Asia/Phnom_Penh", "Asia/Phnom_Penh"),
]
BAD = [
    ("text", "12345678901"), ("text", 5), ("text", "a\x00b"), ("text", "\ud800"), ("code", "kh"),
    ("words", "x"), ("words", {"xx": "y"}), ("words", {"en": 3}), ("texts", "abc"), ("texts", list("abcd")),
    ("choice", "none of them"), ("choice", ["care"]), ("codes", ["9.9"]), ("codes", [{}]),
    ("day", "2026-02-30"), ("day", "yesterday"), ("day", "0001-01-01"), ("day", 20261124),
    ("moment", "2026-11-24T09:00:00"), ("moment", "2026-11-24T25:00:00Z"),
    ("whole", 10), ("whole", "1e30"), ("whole", True), ("whole", 10**30), ("number", "NaN"), ("number", "1e30"),
    ("number", 91), ("flag", "perhaps"), ("address", "javascript:alert(1)"), ("address", "ftp://x.org"),
    ("email", "nobody"), ("language", "Khmer!"), ("zone", "Mars/Base"), ("zone", "../../etc/passwd"),
]  # fmt: skip


@pytest.mark.parametrize("name, raw, typed", GOOD)
def test_a_good_value_is_read(name, raw, typed):
    assert read_values(KINDS, {name: raw}) == {name: typed}


@pytest.mark.parametrize("name, raw", BAD)
def test_a_bad_value_is_refused_with_its_place(name, raw):
    with pytest.raises(Invalid) as refused:
        read_values(KINDS, {name: raw})
    assert [each["field"] for each in refused.value.errors] == [name]
    assert refused.value.errors[0]["message"]


@given(st.dictionaries(st.sampled_from(sorted(KINDS)), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
), max_size=5))  # fmt: skip
def test_whatever_comes_it_is_read_or_refused(raw):
    try:
        read_values(KINDS, raw)
    except Invalid as problem:
        assert {each["field"] for each in problem.errors} <= set(raw)


def test_every_refusal_comes_at_once_and_what_is_missing_too():
    fields = {"name": values.Text(required=True), "day": values.Day(), "note": values.Text()}

    with pytest.raises(Invalid) as refused:
        read_values(fields, {"day": "x", "colour": "red"}, complete=True)

    codes = {each["field"]: each["code"] for each in refused.value.errors}
    assert codes == {"colour": "unknown-field", "name": "required", "day": "bad-day"}


def test_a_new_record_gets_blanks_a_change_leaves_the_rest_alone():
    fields = {"note": values.Text(), "day": values.Day(), "texts": values.Texts()}

    assert read_values(fields, {}, complete=True) == {"note": "", "day": None, "texts": []}
    assert read_values(fields, {"note": ""}) == {"note": ""}


def test_folding_takes_all_names_together():
    assert values.folded("Đà Nẵng", {"km": "ភ្នំពេញ"}, ["ABC", ""]) == "da nang\nភ្នំពេញ\nabc"


def test_how_long_a_text_may_be_stands_first_in_its_declaration():
    title = values.Words(3, required=True)
    fields = {"name": values.Text(5), "title": title, "kind": values.Texts(1)}
    read = read_values(fields, {"name": "", "title": {"en": "abc"}, "kind": ["a"]}, complete=True)
    assert read == {"name": "", "title": {"en": "abc"}, "kind": ["a"]}
    with pytest.raises(Invalid) as problem:
        read_values(fields, {"name": "abcdef", "title": {"en": "abcd"}, "kind": ["a", "b"]})
    assert {error["field"] for error in problem.value.errors} == {"name", "title", "kind"}
