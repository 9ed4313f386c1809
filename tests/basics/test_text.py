import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.basics.text import UncleanText, clean_json, clean_text, fold, in_language


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đồng Bằng  Sông Hồng", "dong bang song hong"),
        ("Café", "cafe"),
        ("Өнөрлүү Айым", "өнөрлүү айым"),
        ("Йод", "йод"),
        ("สหกรณ์ออมทรัพย์", "สหกรณ์ออมทรัพย์"),
        ("សហ\u200bគមន៍", "សហគមន៍"),
        ("  ", ""),
    ],
)
def test_a_name_is_folded_by_the_rules_of_its_script(typed, folded):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_a_part_of_a_name_is_found_in_the_folded_name(before, after):
    name = f"{before} Đoàn Kết {after}"
    assert fold("doan ket") in fold(name)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\x1bb", "\x7f", "x" * 20_001])
def test_text_that_no_row_should_hold_is_refused(text):
    with pytest.raises(UncleanText) as caught:
        clean_text(text, field="name")
    assert caught.value.field == "name"


def test_text_is_composed_and_trimmed_and_keeps_its_lines():
    assert clean_text("  e\u0301\nb\t ") == "é\nb"


def nested(depth):
    value = "leaf"
    for _ in range(depth):
        value = [value]
    return value


def test_json_of_twenty_levels_passes_and_of_a_hundred_thousand_is_refused():
    assert clean_json(nested(20)) == nested(20)
    for depth in (21, 100_000):
        with pytest.raises(UncleanText, match="Nested deeper"):
            clean_json(nested(depth))


@pytest.mark.parametrize("value", [["\x00"], {"k\x00": 1}, {"k": "\udfff"}, float("nan"), [float("inf")]])
def test_json_with_unclean_parts_is_refused(value):
    with pytest.raises(UncleanText):
        clean_json(value)


def test_json_of_too_many_values_is_refused():
    with pytest.raises(UncleanText, match="More than"):
        clean_json(list(range(20_001)))


def test_the_language_asked_for_wins_then_english_then_any():
    texts = {"en": "Cambodia", "km": "កម្ពុជា"}
    assert in_language(texts, "km") == "កម្ពុជា"
    assert in_language(texts, "th") == "Cambodia"
    assert in_language({"km": "កម្ពុជា"}, "th") == "កម្ពុជា"
    assert in_language({}, "th") == ""
    assert in_language(texts, None) == "Cambodia"
