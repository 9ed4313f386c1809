"""What differs between two versions of a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.models import RecommendationText
from dialogue.summaries.text_versions import NEW, OLD, SAME, Piece, compare, text_versions
from tests.dialogue.factories import a_recommendation

ANY = st.text(alphabet="ab \nក ខា្th", max_size=40)


@settings(max_examples=60)
@given(old=ANY, new=ANY)
def test_both_texts_can_be_read_from_what_differs(old, new):
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind in (SAME, OLD)) == old
    assert "".join(piece.text for piece in pieces if piece.kind in (SAME, NEW)) == new


def test_words_are_compared_whole():
    assert compare("The ministry keeps it.", "The office keeps it.") == (
        Piece(SAME, "The "), Piece(OLD, "ministry"), Piece(NEW, "office"), Piece(SAME, " keeps it."),
    )  # fmt: skip


def test_marks_of_khmer_stay_on_their_letters():
    assert compare("កា", "កី") == (Piece(OLD, "កា"), Piece(NEW, "កី"))


@pytest.mark.django_db
def test_versions_come_the_newest_first_and_show_the_languages_that_differ(committee):
    recommendation = a_recommendation(committee, title={"en": "A"}, text={"en": "One.\n\nTwo."})
    RecommendationText.objects.create(
        recommendation=recommendation, number=2, title={"en": "A"}, text={"en": "One.\n\nThree.", "km": "មួយ"}
    )
    newest, first = text_versions(recommendation)

    assert (newest.number, first.number) == (2, 1)
    english, khmer = newest.differences
    assert english.paragraphs[0] == (Piece(SAME, "One."),)
    assert english.paragraphs[1][:2] == (Piece(OLD, "Two"), Piece(NEW, "Three"))
    assert khmer.language == "km" and khmer.paragraphs == ((Piece(NEW, "មួយ"),),)
