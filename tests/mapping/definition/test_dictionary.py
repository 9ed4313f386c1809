"""The data dictionary says everything the codebook knows, in the language asked for."""

import pytest

from mapping.definition.codebook import CODEBOOK, LANGUAGES
from mapping.definition.dictionary import DictionaryRow, dictionary_rows


def row(name, language="en"):
    return next(row for row in dictionary_rows(language) if row.name == name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_row_for_every_variable_in_its_order(language):
    rows = dictionary_rows(language)
    assert [row.name for row in rows] == list(CODEBOOK)
    assert all(row.label and row.question and row.section_title for row in rows)


def test_a_row_is_worded_in_the_language():
    assert row("legal_form", "vi").label == "Hình thức pháp lý"
    assert dict(row("organisation_type", "ru").codes)["cooperative"] == "Кооператив"
    assert row("workers_total", "th").unit == "คน"


def test_an_unknown_language_falls_back_to_english():
    assert dictionary_rows("xx") == dictionary_rows("en")


def test_a_row_tells_limits_rules_skips_and_privacy():
    found = row("members_women")
    assert (found.minimum, found.maximum) == ("0", "2000000000")
    assert found.hard_rule == ">= 0; <= members_total"
    assert found.relevance == "membership_basis != no_members"
    assert found.not_applicable_when == "membership_basis == no_members"
    assert (found.privacy, found.home, found.feeds_indicators) == ("restricted", "response", "I10")


def test_cells_are_plain_text_for_a_csv():
    cells = row("has_statutes").cells()
    assert list(cells) == list(DictionaryRow.__dataclass_fields__)
    assert cells["codes"] == "yes=Yes; no=No; dk=Don't know; refused=No answer wanted"
    assert {type(cell) for cell in cells.values()} == {str}
