from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.translation import override

from mapping.definition.codebook import CODEBOOK, SECTIONS
from mapping.forms.entry import SectionForm
from mapping.services.entry import section_variables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
TODAY = date(2026, 3, 2)


def a_form(*names, answers=(), country="KH", on=TODAY, data=None):
    variables = [CODEBOOK[name] for name in names]
    data = data if data is None else QueryDict(data)
    return SectionForm(variables, answers=dict(answers), country=country, on=on, data=data)


def choices(form, name):
    return [code for code, _label in form.fields[name].widget.choices]


def test_every_section_can_be_drawn_in_every_country():
    for country in ("KH", "KG", "MN", "TH", "VN"):
        for letter in SECTIONS:
            form = SectionForm(section_variables(letter), answers={}, country=country, on=TODAY)
            assert all(str(field) for field in form)


def test_the_question_is_the_label_in_the_language_of_the_page():
    with override("km"):
        form = a_form("members_total")
        assert form["members_total"].label == CODEBOOK["members_total"].question["km"]
    assert form.fields["members_total"].label != CODEBOOK["members_total"].question["en"]


def test_regions_are_those_of_the_country_on_the_day():
    before = choices(a_form("region", country="VN", on=date(2025, 6, 30)), "region")
    after = choices(a_form("region", country="VN", on=date(2025, 7, 1)), "region")
    assert (len(before) - 1, len(after) - 1) == (63, 34)
    assert not any(code.startswith("KH") for code in after)


def test_an_answer_that_is_offered_no_more_stays_among_the_choices():
    form = a_form("region", country="VN", on=date(2026, 1, 1), answers={"region": "VN-25"})
    assert "VN-25" in choices(form, "region")


def test_a_legal_form_shows_its_national_and_its_english_name():
    labels = dict(a_form("legal_form").fields["legal_form"].widget.choices)
    assert labels["KH-AC"] == "សហគមន៍កសិកម្ម – Agricultural cooperative"


def test_money_has_the_currency_of_the_country_and_shares_the_percent_sign():
    assert a_form("revenue_total", country="VN").fields["revenue_total"].unit == "VND"
    assert a_form("dist_capital_pct").fields["dist_capital_pct"].unit == "%"
    assert a_form("fiscal_year").fields["fiscal_year"].unit == ""


def test_answers_come_back_as_they_are_kept():
    answers = {"members_total": 120, "dist_capital_pct": Decimal("30.50"), "interview_date": date(2026, 3, 2)}
    form = a_form(*answers, answers=answers)
    assert 'value="120"' in str(form["members_total"])
    assert 'value="30.50"' in str(form["dist_capital_pct"])
    assert 'type="date"' in str(form["interview_date"]) and 'value="2026-03-02"' in str(
        form["interview_date"]
    )


def test_an_answer_can_be_taken_back_without_javascript():
    form = a_form("legal_status", answers={"legal_status": "dk"})
    assert choices(form, "legal_status")[-1] == ""


def test_what_is_no_date_comes_back_in_a_box_that_can_show_it():
    form = a_form("interview_date", data="interview_date=31/31/2026")
    assert 'type="text"' in str(form["interview_date"]) and "31/31/2026" in str(form["interview_date"])


def test_it_hands_on_what_was_typed_and_refuses_nothing():
    data = "members_total=1e30&legal_status=perhaps&region=%00"
    form = a_form("members_total", "legal_status", "region", data=data)
    assert form.raw == {"members_total": "1e30", "legal_status": "perhaps", "region": "\x00"}
    assert not form.errors


def test_a_question_that_was_not_sent_is_left_out_but_an_empty_list_of_boxes_is_an_answer():
    assert a_form("members_total", "sdg_goals", data="x=1").raw == {"sdg_goals": []}
    assert a_form("sdg_goals", data="sdg_goals=8&sdg_goals=1").raw == {"sdg_goals": ["8", "1"]}


def test_problems_are_shown_beside_their_fields_and_unknown_ones_nowhere():
    form = a_form("members_total", data="members_total=x")
    form.tell({"members_total": ["One.", "Two."], "elsewhere": "Three."})
    assert form.errors == {"members_total": ["One.", "Two."]}
