"""XML from any text is well-formed and says that text."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from sse_portal.basics.xml import branch, document, known, leaf


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_any_text_is_written_so_that_it_is_read_again(text, value):
    content = document(branch("a", [leaf("b", text, {"c": value})]))
    element = ElementTree.fromstring(content)[0]
    assert (element.text or "") == known(text).replace("\r\n", "\n").replace("\r", "\n")
    assert element.get("c", "").split() == known(value).split()


def test_characters_that_xml_does_not_know_are_left_out():
    assert known("a\0\x0b\ud800\ufffe\uffffb\t\n\U0001f33e") == "ab\t\n\U0001f33e"


def test_attributes_without_a_value_are_left_out():
    assert leaf("a", "", {"b": "", "c": '"<'}) == "<a c='\"&lt;'/>"
    assert leaf("a", "<&>") == "<a>&lt;&amp;&gt;</a>"
