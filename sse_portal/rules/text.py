"""Expressions as people type them: `legal_status in (registered, recognized) and not (gov_share_pct > 50)`.

    or, and, not, ( )                  in this order of binding, loosest first
    name == value   != < <= > >=       = is the same as ==
    name in (a, b)  not in  intersects (a, b)
    name is known   is missing
    at_least 2 (a == 1, b == 2, c == 3)
    … na yes | na no                   after a comparison: what it means when the question does not apply

Values are numbers, dates (2024-07-01), codes, or quoted text with the quote doubled inside.
"""

import re
from decimal import Decimal

from .expressions import MAX_DEPTH
from .problems import refuse, shown

MAX_TEXT = 5000
KEYWORDS = frozenset({"and", "or", "not", "in", "is", "intersects", "at_least", "na"})
COMPARISONS = {"==": "=", "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

_TOKEN = re.compile(
    r"""\s*(?:(?P<date>\d{4}-\d{2}-\d{2}(?![\w.]))
        |(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
        |(?P<name>[A-Za-z_][\w.]*)
        |(?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
        |(?P<mark>==|!=|<=|>=|[=<>(),]))""",
    re.VERBOSE | re.ASCII,
)
_NAME = re.compile(r"[A-Za-z_][\w.]*", re.ASCII)


def from_text(text):
    """The JSON of a typed expression, to be parsed with the codebook.

    A skip condition is one of these; on screen it is two-valued (`is_relevant`): a question is put unless its
    condition definitely fails. Raises RuleError at the character where the text stops making sense.
    """
    if len(text) > MAX_TEXT:
        refuse("too-long", limit=MAX_TEXT)
    reader = _Reader(_tokens(text))
    expression = reader.any(depth=1)
    reader.expect("end", "and, or or the end")
    return expression


def _tokens(text):
    """(kind, token, position), ending with the kind `end`."""
    tokens, position = [], 0
    end = len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if not found:
            rest = text[position:].lstrip()
            _refuse(rest[:1], len(text) - len(rest), "a name, value or sign")
        tokens.append((found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
        position = found.end()
    return [*tokens, ("end", "", end)]


def _refuse(found, position, expected):
    refuse("syntax", found=f"“{shown(found)}”" if found else "end", position=position + 1, expected=expected)


class _Reader:
    def __init__(self, tokens):
        self.tokens, self.at = tokens, 0

    def peek(self):
        kind, token, _ = self.tokens[self.at]
        return token if kind in ("name", "mark") else kind

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, token):
        if self.peek() == token:
            return self.take()
        return None

    def expect(self, token, expected=None):
        if not self.accept(token):
            self.refuse(expected or token)

    def refuse(self, expected):
        _, found, position = self.tokens[self.at]
        _refuse(found, position, expected)

    def any(self, depth):
        return self.chain("or", "any", self.all, depth)

    def all(self, depth):
        return self.chain("and", "all", self.single, depth)

    def chain(self, word, key, read, depth):
        parts = [read(depth)]
        while self.accept(word):
            parts.append(read(depth))
        return parts[0] if len(parts) == 1 else {key: parts}

    def single(self, depth):
        if depth > MAX_DEPTH:
            refuse("too-deep", limit=MAX_DEPTH)
        if self.accept("not"):
            return {"not": self.single(depth + 1)}
        if self.accept("at_least"):
            return {"at_least": self.count(), "of": self.listed(lambda: self.any(depth + 1))}
        if self.accept("("):
            inner = self.any(depth + 1)
            self.expect(")")
            return inner
        return self.leaf()

    def count(self):
        if self.peek() != "number":
            self.refuse("a number")
        return _number(self.take()[1])

    def listed(self, read):
        self.expect("(")
        entries = [read()]
        while self.accept(","):
            entries.append(read())
        self.expect(")")
        return entries

    def leaf(self):
        kind, name, _ = self.tokens[self.at]
        if kind != "name" or name in KEYWORDS:
            self.refuse("the name of a variable")
        self.take()
        if self.accept("is"):
            return self.known(name)
        return self.relation(name)

    def known(self, name):
        if self.accept("known"):
            return {"known": name}
        self.expect("missing", "known or missing")
        return {"not": {"known": name}}

    def relation(self, name):
        if self.accept("not"):
            self.expect("in")
            return {"not": {"var": name, "op": "in", "value": self.listed(self.value), **self.na()}}
        for op in ("in", "intersects"):
            if self.accept(op):
                return {"var": name, "op": op, "value": self.listed(self.value), **self.na()}
        if self.peek() not in COMPARISONS:
            self.refuse("a comparison, in, intersects or is")
        op = COMPARISONS[self.take()[1]]
        return {"var": name, "op": op, "value": self.value(), **self.na()}

    def na(self):
        if not self.accept("na"):
            return {}
        if self.accept("yes"):
            return {"na": True}
        self.expect("no", "yes or no")
        return {"na": False}

    def value(self):
        kind, token, _ = self.tokens[self.at]
        if kind not in ("number", "date", "name", "text") or token in KEYWORDS:
            self.refuse("a value")
        self.take()
        if kind == "number":
            return _number(token)
        return token[1:-1].replace(token[0] * 2, token[0]) if kind == "text" else token


def _number(token):
    if len(token) > 40:
        refuse("bad-number", value=shown(token))
    return Decimal(token) if "." in token else int(token)


def to_text(expression):
    """An expression's JSON as typed text: `from_text(to_text(x))` judges as x does."""
    if "var" in expression:
        return _leaf_text(expression)
    if "known" in expression:
        return f"{expression['known']} is known"
    if "not" in expression:
        return f"not ({to_text(expression['not'])})"
    key = next(key for key in ("all", "any", "of") if key in expression)
    parts = [to_text(part) for part in expression[key]]
    if key == "of" or len(parts) == 1:
        return f"at_least {expression.get('at_least', 1)} ({', '.join(parts)})"
    return {"all": " and ", "any": " or "}[key].join(
        _bracketed(*pair) for pair in zip(expression[key], parts, strict=True)
    )


def _bracketed(expression, text):
    return f"({text})" if "all" in expression or "any" in expression else text


def _leaf_text(leaf):
    value, op = leaf["value"], "==" if leaf["op"] == "=" else leaf["op"]
    shown_value = (
        f"({', '.join(map(_value_text, value))})" if isinstance(value, (list, tuple)) else _value_text(value)
    )
    na = f" na {'yes' if leaf['na'] else 'no'}" if "na" in leaf else ""
    return f"{leaf['var']} {op} {shown_value}{na}"


def _value_text(value):
    if not isinstance(value, str):
        return format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f")
    if _NAME.fullmatch(value) and value not in KEYWORDS:
        return value
    quoted = value.replace("'", "''")
    return f"'{quoted}'"
