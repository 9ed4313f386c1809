"""What a record is about, in words."""

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Principle, Theme

from ..models import Tag

_WORDS = {Tag.Scheme.THEME: Theme, Tag.Scheme.PRINCIPLE: Principle}


def tag_label(scheme, code, language):
    """The words for a tag, themes and principles in the language that is active; the code when there are none."""
    if scheme == Tag.Scheme.SDG:
        titles = {item.code: item.titles for item in reference.items("SDG")}
        return f"SDG {code}: {in_language(titles[code], language)}" if code in titles else f"SDG {code}"
    known = _WORDS[scheme]
    return str(known(code).label) if code in known.values else code
