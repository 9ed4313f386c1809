"""Components as pages include them: labelled, described, escaped."""

import re
from xml.etree import ElementTree

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from sse_portal.ui import badges, icons
from sse_portal.ui.tables import Cell, Column, body


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As registered.")
    surplus = forms.DecimalField(label="Surplus", required=False, min_value=0)
    verdict = forms.ChoiceField(label="Verdict", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def field(name, data=None, **extra):
    bound = SampleForm(data)[name]
    return render_to_string("components/field.html", {"field": bound, **extra})


def ids(html):
    return set(re.findall(r'\bid="([^"]+)"', html))


@pytest.mark.parametrize("name", ["name", "verdict", "agreed"])
def test_an_error_is_tied_to_its_field(name):
    html = field(name, {})
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()

    assert set(described) <= ids(html)
    assert f"id_{name}_error" in described
    assert "This field is required." in html
    assert 'aria-invalid="true"' in html


def test_the_help_is_tied_to_its_field():
    html = field("name")
    assert 'aria-describedby="id_name_helptext"' in html
    assert "id_name_helptext" in ids(html)


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = field("verdict")
    assert "<fieldset" in html
    assert re.search(r"<legend[^>]*>Verdict", html)


def test_a_unit_stands_beside_its_number():
    assert '<span class="unit">KHR</span>' in field("surplus", unit="KHR")
    assert "unit" not in field("surplus")


def test_what_was_typed_comes_back_as_text():
    html = field("name", {"name": '"><script>alert(1)</script>'})
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_hidden_field_has_no_label():
    assert "<label" not in field("key")


def test_the_summary_links_to_every_field_in_error():
    form = SampleForm({"surplus": "-5"})
    html = render_to_string("components/error_summary.html", {"form": form})
    targets = set(re.findall(r'href="#([^"]+)"', html))
    page = "".join(render_to_string("components/field.html", {"field": bound}) for bound in form)

    assert len(targets) == 4
    assert targets <= ids(page)


def test_a_form_without_errors_has_no_summary():
    assert render_to_string("components/error_summary.html", {"form": SampleForm()}).strip() == ""


@pytest.mark.parametrize("verdict", ["in_scope", "out_of_scope", "undetermined"])
def test_a_verdict_is_an_icon_and_a_word(verdict):
    html = render_to_string("components/badge_verdict.html", {"verdict": verdict})
    assert "<svg" in html
    assert str(badges.VERDICTS[verdict].label) in html


def test_verdicts_differ_in_icon_and_tone():
    assert len({badge.icon for badge in badges.VERDICTS.values()}) == 3
    assert len({badge.tone for badge in badges.VERDICTS.values()}) == 3


def test_a_code_without_a_badge_is_shown_as_it_is():
    html = render_to_string("components/badge_status.html", {"status": "<b>odd</b>"})
    assert "&lt;b&gt;odd" in html


@pytest.mark.parametrize("name", icons.PATHS)
def test_every_icon_is_a_drawing(name):
    html = Template("{% load portal %}{% icon name %}").render(Context({"name": name}))
    path = ElementTree.fromstring(html).find("path").get("d")
    assert re.fullmatch(r"[MmLlHhVvCcSsAaZz0-9.,\s-]+", path)


def test_every_badge_uses_an_icon_that_exists():
    for table in (badges.VERDICTS, badges.RESULTS, badges.STATUSES):
        assert {badge.icon for badge in table.values()} <= set(icons.PATHS)


def card(**given):
    return render_to_string("components/figure_card.html", {"label": "Members", **given})


def test_a_key_figure_says_withheld_none_and_zero_apart():
    withheld, missing, zero = card(value="12", flag="c"), card(value=None), card(value="0", n=40)

    assert "Withheld" in withheld
    assert "12" not in withheld
    assert "No data" in missing
    assert re.search(r'class="value">0<', zero)


def test_a_key_figure_carries_what_it_rests_on():
    html = card(value="1,228", n=2014, missing="14.6", definition="KH v2")
    for fact in ("2,014", "14.6%", "KH v2"):
        assert fact in html


def test_a_table_row_must_fit_its_columns():
    with pytest.raises(ValueError, match="zip"):
        body([Column("A"), Column("B")], [["only one"]])


def test_a_table_heads_its_rows_and_labels_its_cells():
    columns = [Column("Name"), Column("Members", numeric=True)]
    rows = body(columns, [[Cell("<i>Rumdoul</i>", url="/x/"), 12]])
    html = render_to_string("components/data_table.html", {"columns": columns, "rows": rows, "caption": "C"})

    assert '<th scope="row"><a href="/x/">&lt;i&gt;Rumdoul&lt;/i&gt;</a></th>' in html
    assert '<td data-label="Members" class="num">12</td>' in html


def test_there_is_no_pager_for_a_single_page():
    assert render_to_string("components/pager.html", {}).strip() == ""
    assert 'rel="next"' in render_to_string("components/pager.html", {"next_url": "?after=x"})


def test_an_unknown_progress_has_no_value():
    html = render_to_string("components/progress.html", {"id": "p", "label": "Waiting", "value": None})
    assert "value=" not in html


def test_a_progress_is_written_without_grouping_in_its_attributes():
    html = render_to_string(
        "components/progress.html", {"id": "p", "label": "L", "value": 1200, "maximum": 4190}
    )
    assert 'max="4190" value="1200"' in html
    assert "1,200 / 4,190" in html


def test_texts_are_shown_in_the_language_they_have():
    page = Template("{% load portal %}{{ texts|language_of }}:{{ texts|in_language }}")
    assert page.render(Context({"texts": {"km": "កម្ពុជា"}})) == "km:កម្ពុជា"
    assert page.render(Context({"texts": {"en": "Cambodia", "km": "កម្ពុជា"}})) == "en:Cambodia"
    assert page.render(Context({"texts": {}})) == "en:"
