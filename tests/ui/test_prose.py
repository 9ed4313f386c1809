"""Markdown from people becomes HTML that can do nothing."""

import pytest

from sse_portal.ui.prose import prose


def test_paragraphs_lists_emphasis_and_links_are_kept():
    html = prose("A *word* and [a page](https://example.org).\n\n- one\n- two")
    assert "<em>word</em>" in html and '<a href="https://example.org"' in html and html.count("<li>") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", '<img src="https://example.org/x.png">', "![x](https://example.org/x.png)",
        "[x](javascript:alert(1))", '<p style="color:red" onclick="x()">text</p>', "<iframe src='//x'></iframe>",
        "[x](data:text/html;base64,AAAA)",
    ],
)  # fmt: skip
def test_nothing_that_runs_loads_or_styles_gets_through(text):
    html = prose(text)
    for mark in ("<script", "<img", "<iframe", "<p style", 'href="javascript', 'href="data'):
        assert mark not in html


def test_a_table_can_be_scrolled_by_keyboard():
    html = prose("| a | b |\n| --- | ---: |\n| 1 | 2 |")
    assert html.startswith('<div class="table-wrap" tabindex="0"><table>') and html.endswith(
        "</table></div>\n"
    )
    assert "style" not in html


@pytest.mark.parametrize("text", ["", None])
def test_no_text_is_no_html(text):
    assert prose(text) == ""
