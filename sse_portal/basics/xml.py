"""XML written from text that people typed: escaped, and without the characters that XML 1.0 does not know (2.2)."""

import re
from xml.sax.saxutils import escape, quoteattr

_UNKNOWN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def known(text):
    """The text without characters that no XML document may hold, escaped or not."""
    return _UNKNOWN.sub("", text)


def leaf(name, text="", attributes=None):
    """An element with text; without text an empty one."""
    start = opening(name, attributes) if attributes else name
    return f"<{start}>{escape(known(text))}</{name}>" if text else f"<{start}/>"


def branch(name, children, attributes=None):
    """An element around others, which are XML already."""
    return f"<{opening(name, attributes)}>{''.join(children)}</{name}>"


def opening(name, attributes):
    """What stands between the brackets of an opening tag; attributes without a value are left out."""
    given = (attributes or {}).items()
    return name + "".join(f" {key}={quoteattr(known(value))}" for key, value in given if value)


def document(root):
    """The bytes of a document with this root element."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()
