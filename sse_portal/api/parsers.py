"""Bodies: strict JSON, cleaned before anything else sees it."""

import json
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import UncleanText, clean_json, clean_text

MAX_DIGITS = 40


class UnreadableBody(Problem):
    """The body is not JSON as RFC 8259 has it."""

    code, status = "unreadable-body", 400


class BodyTooLarge(Problem):
    code, status = "body-too-large", 413


class Json(BaseParser):
    """UTF-8 JSON without NaN, doubled keys, lone surrogates, control characters, numbers that lose digits."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge(_("The body is larger than %(most)d bytes.") % {"most": limit})
        return _cleaned(_loaded(body))


def _loaded(body):
    try:
        return json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=_whole,
            parse_constant=_constant,
        )
    except UnicodeDecodeError as error:
        raise UnreadableBody(_("The body is not UTF-8: byte %(place)d.") % {"place": error.start}) from error
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno, "reason": error.msg}
        raise UnreadableBody(
            _("Not JSON at line %(line)d, column %(column)d: %(reason)s.") % place, **place
        ) from error
    except RecursionError as error:
        raise UnreadableBody(_("The body is nested too deeply.")) from error


def _object(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableBody(_("A key is given twice."), field=twice)
    return found


def _number(text):
    """A number with a fraction or an exponent, refused when a float would not keep all of its digits."""
    exact = Decimal(text)
    near = float(text)
    if not exact.is_zero() and abs(exact.adjusted()) > MAX_DIGITS or Decimal(repr(near)) != exact:
        raise UnreadableBody(_("The number %(number)s is too long; send it as text.") % {"number": text[:50]})
    return near


def _whole(text):
    if len(text) > MAX_DIGITS:
        raise UnreadableBody(_("The number %(number)s is too long.") % {"number": text[:50] + "…"})
    return int(text)


def _constant(text):
    raise UnreadableBody(_("%(number)s is not a number of JSON.") % {"number": text})


def _cleaned(value):
    try:
        return clean_json(value)
    except UncleanText as problem:
        problem.errors = problem.errors or [
            {"field": "", "pointer": pointer, "code": problem.code, "message": problem.message}
            for pointer in _unclean_places(value)
        ]
        raise


def _unclean_places(value):
    """JSON pointers (RFC 6901) to the first text that cannot be kept; nothing when the shape is at fault."""
    waiting = [("", value)]
    while waiting:
        pointer, node = waiting.pop()
        if isinstance(node, str) and not _is_clean(node):
            return [pointer]
        if isinstance(node, dict):
            waiting += [(f"{pointer}/{escaped(key)}", child) for key, child in node.items()]
        elif isinstance(node, list):
            waiting += [(f"{pointer}/{place}", child) for place, child in enumerate(node)]
    return []


def _is_clean(text):
    try:
        clean_text(text)
    except UncleanText:
        return False
    return True


def escaped(key):
    """A key as a reference token of a JSON pointer. What UTF-8 cannot carry is written as a question mark."""
    safe = str(key).encode("utf-8", "replace").decode()
    return safe.replace("~", "~0").replace("/", "~1")
