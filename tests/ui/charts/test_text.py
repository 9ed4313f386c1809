import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.ui.charts.text import ELLIPSIS, clusters, shortened, width, wrapped

KHMER = "សហគមន៍កសិកម្មអភិវឌ្ឍន៍ជនបទស្រុកព្រៃវែង"
THAI = "สหกรณ์ออมทรัพย์ครูและบุคลากรทางการศึกษา"


@pytest.mark.parametrize("text", [KHMER, THAI, "Hợp tác xã", "Ысык-Көл", ""])
def test_the_clusters_of_a_text_are_the_text(text):
    assert "".join(clusters(text)) == text


def test_a_khmer_stack_is_one_cluster():
    assert clusters("ខ្មែរ") == ["ខ្មែ", "រ"]


def test_a_thai_vowel_that_stands_before_its_letter_stays_with_it():
    assert clusters("เมือง")[0] == "เมื"
    assert clusters("น้ำ") == ["น้ำ"]


def test_combining_marks_take_no_room():
    assert width("กี่") == width("ก")


def test_a_text_that_fits_is_left_alone():
    assert shortened("Naryn", 200) == "Naryn"


def test_a_long_text_ends_in_an_ellipsis_after_a_whole_cluster():
    for text in (KHMER, THAI):
        cut = shortened(text, 100)
        assert cut.endswith(ELLIPSIS)
        kept = clusters(cut.removesuffix(ELLIPSIS))
        assert kept == clusters(text)[: len(kept)]


def test_latin_text_breaks_between_words():
    assert wrapped("Union of rural savings groups", 110, lines=3) == ["Union of rural", "savings groups"]


def test_a_word_longer_than_the_line_breaks_inside():
    assert len(wrapped("x" * 60, 100, lines=2)) == 2


@given(st.text(max_size=200), st.integers(20, 400), st.integers(1, 4))
def test_whatever_the_text_the_lines_fit_and_are_few(text, room, lines):
    result = wrapped(text, room, lines)

    assert 1 <= len(result) <= lines
    for line in result:
        assert width(line) <= room or len(clusters(line)) <= 2
