"""Writing SVG: every text and attribute is escaped here. No style attributes: the CSP forbids them."""

import zlib

from django.utils.html import escape
from django.utils.safestring import mark_safe

# What must not stand in XML, although it may stand in a Python string.
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


def tag(name, *content, **attributes):
    """`<name attribute="…">content</name>`: str content is escaped, SVG made by `tag` is kept.

    `text_anchor` becomes text-anchor, `class_` class; None is left out.
    """
    written = "".join(
        f' {_attribute(key)}="{_clean(value)}"' for key, value in attributes.items() if value is not None
    )
    inner = "".join(_clean(part) for part in content)
    return mark_safe(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


def _attribute(key):
    key = key.rstrip("_")
    # These two are the camelCase names that we use; all others have a dash.
    return {"viewbox": "viewBox", "aspect": "preserveAspectRatio"}.get(key, key.replace("_", "-"))


def _clean(value):
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if hasattr(value, "__html__"):
        return value
    return escape(str(value).translate(_FORBIDDEN))


def identity(*texts):
    """A short id that is the same for the same chart, so that pages do not change between two requests."""
    return f"c{zlib.crc32(chr(31).join(map(str, texts)).encode('utf-8', 'replace')):08x}"


def share(fraction):
    """A place between 0 and 1 as a percentage of the width: charts stretch, their text does not."""
    return f"{fraction * 100:.2f}".rstrip("0").rstrip(".") + "%"


def plot(identifier, title, description, *body, height, class_="plot"):
    """A picture as wide as its place and `height` px high, with a name and description to be read out."""
    return _picture(identifier, title, description, body, class_=class_, width="100%", height=height)


def scaled(identifier, title, description, *body, width, height, class_="plot map"):
    """A picture that scales as a whole from a grid of `width` × `height`: for maps, which hold no text."""
    return _picture(identifier, title, description, body, class_=class_, viewbox=f"0 0 {width} {height}")


def _picture(identifier, title, description, body, **attributes):
    named, described = f"{identifier}-t", f"{identifier}-d"
    return tag(
        "svg",
        tag("title", title, id=named),
        tag("desc", description, id=described),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=named,
        aria_describedby=described,
        **attributes,
    )


def hatch(identifier, size=6):
    """The pattern that means "withheld", with lines `size` apart: no colour that could be read as a value."""
    pattern = tag(
        "pattern",
        tag("rect", width=size, height=size, class_="hatch-back", fill="#ece9e2"),
        tag("path", d=f"M0 {size} {size} 0", class_="hatch-line", stroke="#4a6067", stroke_width=size / 4.5),
        id=f"{identifier}-h",
        width=size,
        height=size,
        patternUnits="userSpaceOnUse",
    )
    return tag("defs", pattern)


def hatched(identifier):
    """The fill that refers to `hatch`."""
    return f"url(#{identifier}-h)"


def swatch(fill_class="", *, pattern=False, shape=""):
    """A small sample of a colour, the hatch, or a marker's shape, for a legend."""
    if shape:
        mark = tag("path", d=shape, class_=fill_class, transform="translate(8 8)")
    elif pattern:
        lines = tag("path", d="M1 8 8 1M1 15 15 1M8 15 15 8", class_="hatch-line", stroke="#4a6067")
        mark = tag("rect", x=1, y=1, width=14, height=14, class_="hatch-back", fill="#ece9e2") + lines
    else:
        mark = tag("rect", x=1, y=1, width=14, height=14, class_=fill_class)
    return tag("svg", mark, class_="swatch", viewbox="0 0 16 16", aria_hidden="true")
