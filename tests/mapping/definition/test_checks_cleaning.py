"""Raw answers become typed values in one way, whatever the door they came through."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.definition.checks import BadAnswer, Point, Scope, as_text, clean_answers, clean_value
from mapping.definition.codebook import CODEBOOK, LANGUAGES
from mapping.definition.options import options
from sse_portal.basics.problems import Problem

NUMBERS = [variable for variable in CODEBOOK.values() if variable.is_number]
ANYWHERE = Scope()
CAMBODIA = Scope(country="KH", on=date(2026, 3, 1))


def clean(name, raw, scope=ANYWHERE):
    return clean_value(CODEBOOK[name], raw, scope)


def refused(name, raw, scope=ANYWHERE):
    """The code with which a raw answer is refused."""
    with pytest.raises(BadAnswer) as caught:
        clean(name, raw, scope)
    problem = caught.value
    assert problem.field == name
    assert str(problem) and "%(" not in str(problem)
    return problem.code


# --- Blank and hostile


@pytest.mark.parametrize("raw", [None, "", "   ", "\u00a0", [], (), {}, set()])
@pytest.mark.parametrize("name", CODEBOOK)
def test_a_blank_is_no_answer_for_any_question(name, raw):
    assert clean(name, raw) is None


HOSTILE = [
    "\x00", "a\x00b", "\ud800", "x" * 50_000, float("nan"), float("inf"), float("-inf"), 10**30, -(10**30), 10**5000,
    1e308, Decimal("NaN"), Decimal("sNaN"), Decimal("1e999999"), True, False, b"bytes", object(), [[]], [{}], [None, 5],
    {"a": 1}, [["yes"] * 9] * 9, ["yes"] * 200, "1e5", "0x10", "١٢٣" * 30, "--5", "+-5", "1,2,3", "9" * 59,
]  # fmt: skip


@pytest.mark.parametrize("name", CODEBOOK)
def test_hostile_input_is_refused_or_read_but_never_breaks(reference, name):
    for raw in HOSTILE:
        try:
            value = clean(name, raw, CAMBODIA)
        except BadAnswer as problem:
            assert len(str(problem)) < 300
            assert isinstance(problem, Problem) and isinstance(problem, ValueError) and problem.status == 422
        else:
            assert clean(name, as_text(CODEBOOK[name], value), CAMBODIA) == value


@pytest.mark.parametrize("variable", NUMBERS, ids=lambda variable: variable.name)
def test_no_number_question_takes_what_is_no_number(variable):
    for raw in (
        True,
        "many",
        "NaN",
        "inf",
        "1e5",
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        b"5",
        "5 5",
        "½",
        "²",
    ):
        assert refused(variable.name, raw) == "not-a-number", raw


@pytest.mark.parametrize("variable", NUMBERS, ids=lambda variable: variable.name)
def test_ten_to_the_thirtieth_is_out_of_range_in_every_spelling(variable):
    for raw in (10**30, 1e30, Decimal(10) ** 30, str(10**30), 10**5000, -(10**30)):
        assert refused(variable.name, raw) == "out-of-range"


@pytest.mark.parametrize("raw", ["a\x00b", "\ud800", "x" * 20_001])
def test_text_that_no_database_holds_is_refused(raw):
    assert refused("entity_name", raw) == "unclean-text"


# --- Years and dates


@pytest.mark.parametrize("raw", [2569, "2569", "๒๕๖๙", "2,569", 2569.0])
@pytest.mark.parametrize("name", ["fiscal_year", "year_established"])
def test_a_buddhist_year_is_refused_with_its_common_year(name, raw):
    assert refused(name, raw) == "buddhist-era"
    with pytest.raises(BadAnswer, match="2026"):
        clean(name, raw)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("year_established", 2999),
        ("fiscal_year", "2644"),
        ("interview_date", "2999-03-01"),
        ("interview_date", date(2644, 1, 1)),
    ],
)
def test_a_year_that_no_calendar_means_is_out_of_range(name, raw):
    assert refused(name, raw) == "out-of-range"


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-01", "2026-3-1", "01/03/2026", "1/3/2026", "1.3.2026", "01-03-2026", "០១/០៣/២០២៦", "๑/๓/๒๐๒๖",
        date(2026, 3, 1), datetime.fromisoformat("2026-03-01T12:30"),
    ],
)  # fmt: skip
def test_dates_are_read_iso_or_day_first(raw):
    read = clean("interview_date", raw)
    assert read == date(2026, 3, 1)
    assert type(read) is date


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2026-02-30", "bad-date"), ("31/04/2026", "bad-date"), ("3/13/2026", "bad-date"), ("1/3/26", "bad-date"),
        ("March 2026", "bad-date"), (46082, "bad-date"), (True, "bad-date"), ("2026", "bad-date"),
        ("1/3/2569", "buddhist-era"), ("2569-03-01", "buddhist-era"), (date(2569, 3, 1), "buddhist-era"),
        ("1899-12-31", "out-of-range"), (date(2101, 1, 1), "out-of-range"), ("0000-01-01", "bad-date"),
    ],
)  # fmt: skip
def test_dates_that_are_none_are_refused_with_the_reason(raw, code):
    assert refused("interview_date", raw) == code


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_survives_both_spellings(day):
    assert clean("interview_date", day.isoformat()) == clean("interview_date", f"{day:%d/%m/%Y}") == day


# --- Text, e-mail, telephone


def test_text_is_one_clean_line():
    assert clean("entity_name", "  Rumdoul \n\t Weavers ") == "Rumdoul Weavers"
    assert clean("entity_name", "Cafe\u0301") == "Caf\u00e9"


def test_numbers_from_a_spreadsheet_are_text_where_text_is_asked():
    assert clean("registration_number", 1234.0) == "1234"
    assert clean("registration_number", 1234) == "1234"
    assert refused("registration_number", 12.5) == "not-text"
    assert refused("registration_number", True) == "not-text"


def test_text_longer_than_its_column_is_refused():
    assert refused("entity_name", "x" * 201) == "too-long"
    assert refused("entity_name", 10**300) == "too-long"
    assert len(clean("entity_name", "ក" * 200)) == 200


def test_an_address_keeps_its_local_part_and_lowers_its_domain():
    assert clean("contact_email", "Sokha.P@Example.ORG") == "Sokha.P@example.org"


@pytest.mark.parametrize("raw", ["sokha", "a@b", "a b@c.org", "@c.org", 5])
def test_what_is_no_address_is_refused(raw):
    assert refused("contact_email", raw) == "bad-email"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("+855 12 345 678", "+85512345678"), ("(+855) 12-345-678", "+85512345678"), ("00855 12345678", "+85512345678"),
        ("012 345 678", "+85512345678"), ("០១២ ៣៤៥ ៦៧៨", "+85512345678"), (85512345678, "+85512345678"),
        (85512345678.0, "+85512345678"), ("+66 81 234 5678", "+66812345678"),
    ],
)  # fmt: skip
def test_telephone_numbers_become_international(reference, raw, number):
    assert clean("contact_phone", raw, CAMBODIA) == number


@pytest.mark.parametrize("raw", ["12", "call me", "+0 123 4567", "+1234567890123456", "012345678"])
def test_a_number_that_is_not_international_is_refused_without_a_country(raw):
    assert refused("contact_phone", raw) == "bad-phone"


# --- Codes


def test_every_code_and_every_label_in_every_language_means_its_option(reference):
    """Labels that two options of a list share (in different languages) must not be guessed at."""
    for variable in CODEBOOK.values():
        if not variable.is_select or variable.code_list in ("regions", "legal_forms"):
            continue
        for option in options(variable, "KH"):
            assert clean(variable.name, option.code, CAMBODIA) in (option.code, [option.code])
            for language in LANGUAGES:
                raw = option.label[language]
                raw = [raw.upper()] if variable.type == "select_multiple" else raw.upper()
                assert clean(variable.name, raw, CAMBODIA) in (option.code, [option.code]), (
                    variable.name,
                    raw,
                )


def test_case_accents_and_spaces_do_not_matter():
    assert clean("organisation_type", "  SELF-HELP   group ") == "self_help_group"
    assert clean("organisation_type", "hop tac xa") == "cooperative"
    assert clean("has_statutes", "ДА") == "yes"


@pytest.mark.parametrize("raw", [True, False, 1, 0, "1", "true", "oui", "y", None.__class__, 3.5])
def test_yes_and_no_are_known_by_code_or_label_only(raw):
    assert refused("has_statutes", raw) in ("unknown-code", "not-a-code")


def test_a_goal_may_be_given_as_a_number(reference):
    assert clean("sdg_goals", [5, 13.0, "SDG 1"]) == ["1", "5", "13"]
    assert clean("sdg_goals", "5") == ["5"]


def test_names_of_regions_are_understood_in_their_country_and_time(reference):
    assert clean("region", "ភ្នំពេញ", CAMBODIA) == "KH-12"
    assert clean("region", "siem reab", CAMBODIA) == "KH-17"
    assert clean("region", "Ha Noi", Scope("VN", date(2025, 6, 30))) == "VN-HN"
    assert clean("region", "Hà Nội", Scope("VN", date(2025, 7, 1))) == "VN34-01"


def test_a_name_that_two_regions_have_is_refused_without_a_date(reference):
    assert refused("region", "Ha Noi", Scope("VN")) == "ambiguous-code"
    assert clean("region", "VN-HN", Scope("VN")) == "VN-HN", "a code is never ambiguous"


def test_regions_of_another_country_are_unknown_here(reference):
    assert refused("region", "TH-50", CAMBODIA) == "unknown-code"
    assert clean("region", "TH-50") == "TH-50"


def test_a_bare_isic_letter_counts_only_where_both_revisions_agree(reference):
    assert clean("isic_main", "A") == "ISIC4:A"
    assert clean("isic_main", "isic4:k") == "ISIC4:K"
    assert clean("isic_main", "ISIC5:K") == "ISIC5:K"
    assert refused("isic_main", "K") == "unknown-code"
    assert clean("isic_main", "Education") == "ISIC4:P"


def test_forms_offer_revision_4_of_isic_and_accept_revision_5(reference):
    offered = [option.code for option in options(CODEBOOK["isic_main"])]
    assert len(offered) == 21
    assert all(code.startswith("ISIC4:") for code in offered)


def test_revenue_bands_are_worded_in_the_money_of_the_country(reference):
    bands = options(CODEBOOK["revenue_band"], "TH")
    assert bands[0].label["en"] == "Less than 300\u00a0000 THB"
    assert bands[5].label["vi"] == "Từ 300\u00a0000\u00a0000 THB trở lên"
    assert clean("revenue_band", bands[1].label["th"], Scope("TH")) == "band_2"


def test_legal_forms_are_offered_as_the_law_stands(reference):
    form = CODEBOOK["legal_form"]
    assert "VN-CO12" not in {option.code for option in options(form, "VN", date(2025, 1, 1))}
    assert {option.code[:2] for option in options(form, "KG")} == {"KG"}


# --- Several choices


@pytest.mark.parametrize(
    "raw", [["training", "tax"], ("tax", "training"), "tax | training", "training tax", "tax,training"]
)
def test_several_choices_come_as_a_list_or_as_text(raw):
    assert clean("public_support_types", raw) == ["tax", "training"]


def test_one_unknown_choice_refuses_the_answer():
    assert refused("public_support_types", "market;training;tax") == "unknown-code"


def test_choices_come_back_once_and_in_the_order_of_the_codebook():
    assert clean("public_support_types", "training;grant;training") == ["grant", "training"]


def test_labels_with_commas_and_spaces_are_one_choice():
    label = CODEBOOK["beneficiary_groups"].code_labels["smallholders"]["en"]
    assert "," in label
    assert clean("beneficiary_groups", label) == ["smallholders"]
    assert clean("beneficiary_groups", f"{label}; Women") == ["women", "smallholders"]


def test_more_choices_than_asked_for_are_refused():
    assert refused("needs_main", "finance;markets;skills;legal") == "too-many"
    assert clean("needs_main", "finance;markets;skills;skills") == ["finance", "markets", "skills"]


@pytest.mark.parametrize("raw", [5, {"grant": True}, [["grant"]], [5], [True]])
def test_what_is_no_list_of_codes_is_refused(raw):
    assert refused("public_support_types", raw) in ("not-a-list", "not-a-code", "unknown-code")


# --- Places


@pytest.mark.parametrize(
    "raw",
    [
        "11.5564, 104.9282", "11.5564 104.9282", "11.5564;104.9282", "11.5564 104.9282 12.0 4.9", "១១.៥៥៦៤, ១០៤.៩២៨២",
        (11.5564, 104.9282), ["11.5564", "104.9282"], {"latitude": 11.5564, "longitude": 104.9282},
        {"lat": "11.5564", "lon": "104.9282"}, {"type": "Point", "coordinates": [104.9282, 11.5564]},
        {"type": "Point", "coordinates": [104.9282, 11.5564, 12]},
    ],
)  # fmt: skip
def test_places_are_read_in_every_usual_notation(raw):
    assert clean("location", raw) == Point(Decimal("11.55640"), Decimal("104.92820"))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("104.9282, 11.5564", "out-of-range"), ("11.5", "bad-point"), ("here", "bad-point"), ("1,2,3", "bad-point"),
        ({"lat": 1}, "bad-point"), ({"type": "Point"}, "bad-point"), ((1, 2, 3), "bad-point"), ((True, 1), "bad-point"),
        ((float("nan"), 1), "bad-point"), ((float("inf"), 1), "bad-point"), ("1e400, 1", "bad-point"), (5, "bad-point"),
        ({"type": "Point", "coordinates": "ab"}, "bad-point"), ({"type": "Point", "coordinates": 5}, "bad-point"),
        ((10**400, 1), "bad-point"), (("9" * 40, 1), "bad-point"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused(raw, code):
    assert refused("location", raw) == code


# --- Many answers at once, and back


def test_many_answers_are_cleaned_and_every_problem_is_named(reference):
    raws = {
        "country": "Cambodia",
        "region": "ភ្នំពេញ",
        "workers_total": "many",
        "members_total": "12",
        "shoe_size": 5,
    }
    values, problems = clean_answers(raws)
    assert values == {"country": "KH", "region": "KH-12", "members_total": 12}
    assert {(problem.field, problem.code) for problem in problems} == {
        ("workers_total", "not-a-number"),
        ("shoe_size", "unknown-variable"),
    }


def test_a_country_that_is_none_does_not_hide_the_other_problems(reference):
    values, problems = clean_answers({"country": "Atlantis", "region": "KH-12"})
    assert values == {"region": "KH-12"}
    assert [problem.field for problem in problems] == ["country"]


def typed_values(variable, country):
    """Any value that the variable can hold."""
    if variable.type == "integer":
        return st.integers(int(variable.minimum), int(variable.maximum))
    if variable.type == "decimal":
        return st.decimals(variable.minimum, variable.maximum, places=2)
    if variable.type == "money":
        return st.decimals(max(variable.minimum, -(10**12)), 10**12, places=2)
    if variable.type == "date":
        return st.dates(date(1900, 1, 1), date(2100, 12, 31))
    if variable.type == "geopoint":
        return st.builds(Point, st.decimals(-90, 90, places=5), st.decimals(-180, 180, places=5))
    codes = [option.code for option in options(variable, country)]
    if variable.type == "select_one":
        return st.sampled_from(codes)
    return st.lists(st.sampled_from(codes), min_size=1, max_size=variable.max_choices or 5, unique=True)


@pytest.mark.parametrize(
    "name", [v.name for v in CODEBOOK.values() if v.type not in ("text", "email", "phone")]
)
def test_exported_text_is_read_back_as_the_same_value(reference, name):
    variable = CODEBOOK[name]

    @given(typed_values(variable, "TH"))
    def round_trip(value):
        first = clean(name, value, Scope("TH"))
        assert clean(name, as_text(variable, first), Scope("TH")) == first

    round_trip()


def test_a_problem_speaks_the_language_of_its_reader():
    problem = pytest.raises(BadAnswer, clean, "workers_total", "many").value
    assert not isinstance(problem.message, str), "lazy until it is shown"
    assert str(problem) == "This is not a number."
