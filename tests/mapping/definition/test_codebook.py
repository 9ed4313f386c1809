"""The codebook: complete, consistent, and worded in every language."""

import csv
import json
import re
import subprocess
import sys
from decimal import Decimal

import pytest
from django.conf import settings

from mapping.definition.codebook import (
    CODEBOOK,
    LANGUAGES,
    SECTIONS,
    by_section,
    contact_variables,
    entity_variables,
    relevance_words,
    response_variables,
    rules_codebook,
)
from mapping.definition.codebook.variables import HERE, read_labels
from sse_portal.basics.text import fold
from sse_portal.rules import NO, UNKNOWN, YES, is_missing, variables

SCRIPTS = {
    "en": r"[A-Za-z]",
    "km": r"[\u1780-\u17ff]",
    "ky": r"[\u0400-\u04ff]",
    "ru": r"[\u0400-\u04ff]",
    "mn": r"[\u0400-\u04ff]",
    "th": r"[\u0e00-\u0e7f]",
    "vi": r"[A-Za-z\u00c0-\u024f\u1ea0-\u1ef9]",
}
# Letters that a text of the language may borrow: abbreviations of classifications, units and placeholders.
BORROWED = re.compile(r"ISIC|ICNP/TSO|WGS|%\(\w+\)s")
OTHER_SCRIPTS = {
    language: re.compile("|".join({script for other, script in SCRIPTS.items() if script != own} - {own}))
    for language, own in SCRIPTS.items()
    if language not in ("en", "vi")
}


def texts(tree, path=""):
    """(path, text) of every leaf."""
    if isinstance(tree, str):
        yield path, tree
        return
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, branch in pairs:
        yield from texts(branch, f"{path}/{key}")


def test_there_are_a_hundred_questions_in_eleven_sections():
    assert len(CODEBOOK) == 100
    assert [variable.seq for variable in CODEBOOK.values()] == list(range(1, 101))
    assert "".join(SECTIONS) == "ABCDEFGHIJK"
    assert sum(map(len, by_section().values())) == 100
    assert all(by_section().values())


def test_each_variable_has_one_home():
    homes = entity_variables() + contact_variables() + response_variables()
    assert sorted(variable.seq for variable in homes) == list(range(1, 101))
    assert [variable.name for variable in contact_variables()] == [
        "contact_name",
        "contact_email",
        "contact_phone",
    ]
    assert {variable.privacy for variable in contact_variables()} == {"personal"}
    assert len(response_variables()) == 87


def test_types_privacy_and_priority_are_of_the_known_kinds():
    assert {variable.privacy for variable in CODEBOOK.values()} == {"public", "restricted", "personal"}
    assert {variable.priority for variable in CODEBOOK.values()} == {"A", "B"}
    assert {variable.type for variable in CODEBOOK.values()} == {
        "text", "email", "phone", "integer", "decimal", "money", "date", "geopoint", "select_one", "select_multiple",
    }  # fmt: skip


def test_every_closed_question_has_codes_or_names_its_list():
    for variable in CODEBOOK.values():
        assert variable.is_select == bool(variable.codes or variable.code_list), variable.name
        codes = [code.code for code in variable.codes]
        assert len(set(codes)) == len(codes), variable.name


def test_every_number_has_bounds_that_both_databases_keep():
    for variable in CODEBOOK.values():
        if variable.is_number:
            assert variable.minimum < variable.maximum, variable.name
            assert abs(variable.maximum) < Decimal(10) ** 15, variable.name
        if variable.type in ("decimal", "money"):
            whole_digits = variable.max_digits - variable.decimal_places
            assert variable.maximum < Decimal(10) ** whole_digits, variable.name


def test_shares_lie_between_0_and_100():
    shares = [variable for variable in CODEBOOK.values() if variable.unit == "percent"]
    assert len(shares) > 10
    assert {(variable.minimum, variable.maximum) for variable in shares} == {(0, 100)}


def test_reading_the_codebook_takes_a_blink():
    program = (
        "import sse_portal.rules, time; start = time.perf_counter();"
        "import mapping.definition.codebook; print(time.perf_counter() - start)"
    )
    seconds = min(float(subprocess.check_output([sys.executable, "-c", program])) for _ in range(3))
    assert seconds < 0.1, "the budget is 30 ms on an idle machine"


# --- Words ----------------------------------------------------------------------------------------------


def test_the_languages_are_those_of_the_portal():
    assert [code for code, _name in settings.LANGUAGES] == list(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_exists_in_every_language(language):
    english, other = dict(texts(read_labels("en"))), dict(texts(read_labels(language)))
    assert other.keys() == english.keys()
    assert [path for path, text in other.items() if not text.strip()] == []
    assert [path for path, text in other.items() if text != text.strip() or "  " in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_the_script_of_its_language(language):
    wrong = [text for _, text in texts(read_labels(language)) if not re.search(SCRIPTS[language], text)]
    patterns_only = set(read_labels(language)["bands"].values())
    assert [text for text in wrong if text not in patterns_only] == []


@pytest.mark.parametrize("language", sorted(OTHER_SCRIPTS))
def test_no_text_mixes_in_letters_of_another_script(language):
    found = [
        text
        for _, text in texts(read_labels(language))
        if OTHER_SCRIPTS[language].search(BORROWED.sub("", text))
    ]
    assert found == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_text_was_left_in_english(language):
    english, other = dict(texts(read_labels("en"))), dict(texts(read_labels(language)))
    assert [path for path in english if english[path] == other[path]] == []


def test_russian_kyrgyz_and_mongolian_are_three_languages():
    russian, kyrgyz, mongolian = (
        dict(texts(read_labels(language)["variables"])) for language in ("ru", "ky", "mn")
    )
    for one, other in ((russian, kyrgyz), (russian, mongolian), (kyrgyz, mongolian)):
        same = [path for path in one if one[path] == other[path]]
        assert len(same) < 5, same


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language):
    bands = read_labels(language)["bands"]
    for kind, names in {"under": {"to"}, "between": {"from", "to"}, "over": {"from"}}.items():
        assert set(re.findall(r"%\((\w+)\)s", bands[kind])) == names | {"currency"}


def test_no_code_label_lies_unused():
    used = {f"{variable.name}.{code.code}" for variable in CODEBOOK.values() for code in variable.codes}
    used |= {code.code for variable in CODEBOOK.values() for code in variable.codes}
    assert set(read_labels("en")["codes"]) - used == set()
    assert set(read_labels("en")["units"]) == {variable.unit for variable in CODEBOOK.values()} - {""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_codes_of_a_question_have_different_labels(language):
    for variable in CODEBOOK.values():
        labels = [fold(code.label[language]) for code in variable.codes]
        assert len(set(labels)) == len(labels), (variable.name, labels)


def test_the_files_have_no_code_twice():
    for language in LANGUAGES:
        pairs = json.loads(
            (HERE / "labels" / f"{language}.json").read_text(encoding="utf-8"),
            object_pairs_hook=lambda found: found,
        )
        for _section, entries in pairs:
            keys = [key for key, _ in entries]
            assert len(set(keys)) == len(keys)


# --- Conditions -----------------------------------------------------------------------------------------


def test_the_rule_engine_takes_the_whole_codebook_but_contacts_and_coordinates():
    assert set(CODEBOOK) - set(rules_codebook()) == {
        "contact_name",
        "contact_email",
        "contact_phone",
        "location",
    }


def test_no_controlling_question_is_itself_conditional():
    conditions = [*relevance_words().values(), *rules_codebook().exemptions.values()]
    controlling = {name for words in conditions for name in variables(words)}
    assert controlling & (set(relevance_words()) | set(rules_codebook().exemptions)) == set()


def states_of(name):
    """Answers of a controlling question that reach every branch of its conditions."""
    variable = CODEBOOK[name]
    if variable.codes:
        return [None, *(code.code for code in variable.codes)]
    return [None, Decimal(-1), 0, 1, 2, 100]


@pytest.mark.parametrize("name", sorted(set(relevance_words()) - {"revenue_band"}))
def test_a_question_that_is_definitely_not_relevant_is_not_applicable(name):
    """Nobody is asked what cannot be answered, and what was not asked for a reason is no missing answer.

    All but the revenue band: a known revenue makes it superfluous, not inapplicable.
    """
    words, exemption = relevance_words()[name], rules_codebook().exemptions[name]
    controls = sorted(set(variables(words)) | set(variables(exemption)))
    for answers in combinations(controls):
        if words.judge(answers) == NO:
            assert exemption.judge(answers) == YES, answers
        if exemption.judge(answers) == YES:
            assert words.judge(answers) == NO, answers


def combinations(names):
    found = [{}]
    for name in names:
        found = [{**answers, name: state} for answers in found for state in states_of(name)]
    return [answers for answers in found if all(plausible(name, value) for name, value in answers.items())]


def plausible(name, value):
    """Counts are never negative: clean_value refuses them."""
    return value is None or isinstance(value, str) or value >= (CODEBOOK[name].minimum or 0)


def test_without_an_answer_no_question_is_ruled_out():
    for words in relevance_words().values():
        assert words.judge({}) in (UNKNOWN, YES)
    for words in rules_codebook().exemptions.values():
        assert words.judge({}) == UNKNOWN


def test_codes_for_no_answer_are_missing_to_the_rule_engine():
    for variable in CODEBOOK.values():
        for code in variable.codes:
            assert is_missing(code.code) == (code.code in ("dk", "refused", "not_heard"))


# --- Files ----------------------------------------------------------------------------------------------


def test_criteria_and_indicators_are_named_by_their_codes():
    for variable in CODEBOOK.values():
        assert all(re.fullmatch(r"C\d\d", code) for code in variable.feeds_criteria)
        assert all(re.fullmatch(r"I\d\d", code) for code in variable.feeds_indicators)


def test_revenue_bands_follow_on_one_another_in_each_country():
    with (HERE / "revenue_bands.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for country in ("KG", "KH", "MN", "TH", "VN"):
        bands = [row for row in rows if row["country"] == country]
        assert [band["code"] for band in bands] == [code.code for code in CODEBOOK["revenue_band"].codes]
        assert bands[0]["from"] == "0"
        assert bands[-1]["to"] == ""
        assert [band["to"] for band in bands[:-1]] == [band["from"] for band in bands[1:]]
