import re

import pytest

from mapping.definition.codebook import CODEBOOK
from mapping.disclosure import PUBLIC_SHARE
from mapping.indicators import INDICATORS, SERIES, describe
from mapping.indicators.measures import AnyBut, OneOf
from mapping.indicators.texts import LANGUAGES, labels, rows

DIMENSION_OF = {"type": "organisation_type"}
SCRIPTS = {
    "km": r"[\u1780-\u17ff]",
    "th": r"[\u0e00-\u0e7f]",
    "ky": r"[а-яөүң]",
    "ru": r"[а-я]",
    "mn": r"[а-яөү]",
}


def test_every_indicator_of_the_list_has_a_formula_and_no_other():
    assert list(INDICATORS) == sorted(rows()) and len(INDICATORS) == 30


@pytest.mark.parametrize("code", INDICATORS)
def test_its_tables_are_those_of_the_list(code):
    asked = {DIMENSION_OF.get(name, name) for name in describe(code, "en").disaggregation}
    given = {name for table in INDICATORS[code].tables for name in table} - {"verdict"}
    items = set(INDICATORS[code].items)
    assert given - items == asked - items


@pytest.mark.parametrize("code", INDICATORS)
def test_its_disclosure_rule_is_that_of_the_list(code):
    for name in INDICATORS[code].reads:
        assert SERIES[name].rule.code == describe(code, "en").disclosure_rule[:2] or code == "I03"


@pytest.mark.parametrize("code", INDICATORS)
def test_it_reads_the_questions_of_the_list(code):
    if code in {"I01", "I02", "I03", "I04", "I05", "I06", "I07"}:
        return
    read = {name for each in INDICATORS[code].reads for name in SERIES[each].measure.variables}
    # Volunteers and the fiscal year are listed as context; no formula uses them.
    assert read == set(describe(code, "en").variables) - {"volunteers_total", "fiscal_year"}


@pytest.mark.parametrize("name", SERIES)
def test_only_shares_of_public_facts_may_be_none_or_all(name):
    measure = SERIES[name].measure
    if isinstance(measure, (OneOf, AnyBut)):
        is_public = all(CODEBOOK[variable].privacy == "public" for variable in measure.variables)
        assert (SERIES[name].rule is PUBLIC_SHARE) == is_public


def test_no_table_has_more_than_two_dimensions():
    assert all(len(table) <= 2 for series in SERIES.values() for table in series.tables)
    assert all(len(table) + len(each.choices) <= 2 for each in INDICATORS.values() for table in each.tables)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language(language):
    own, english = labels(language), labels("en")
    assert own["indicators"].keys() == english["indicators"].keys()
    assert own["units"].keys() == english["units"].keys() == {row["unit"] for row in rows().values()}
    texts = [text for entry in own["indicators"].values() for text in entry.values()] + list(
        own["units"].values()
    )
    assert all(text.strip() == text and text for text in texts)
    if language in SCRIPTS:
        assert all(re.search(SCRIPTS[language], text.casefold()) for text in texts)


def test_titles_differ_within_a_language():
    for language in LANGUAGES:
        titles = [entry["title"] for entry in labels(language)["indicators"].values()]
        assert len(set(titles)) == len(titles)
