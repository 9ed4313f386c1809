"""What a record is about, in words."""

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Principle, Theme

from .tags import Tag

_WORDS = {
    Tag.Scheme.THEME.value: {theme.value: theme for theme in Theme},
    Tag.Scheme.PRINCIPLE.value: {principle.value: principle for principle in Principle},
}
SDG = Tag.Scheme.SDG.value


def tag_label(scheme, code, language):
    """The words for a tag, themes and principles in the language that is active; the code when there are none."""
    if scheme == SDG:
        title = in_language(_goals().get(code), language)
        return f"SDG {code}: {title}" if title else f"SDG {code}"
    word = _WORDS[scheme].get(code)
    return str(word.label) if word else code


def _goals():
    """{code: titles} of the goals and targets."""
    return reference.keep("SDG titles", lambda: {item.code: item.titles for item in reference.items("SDG")})
