"""From the JSON of an expression to words and back; the codebook gives every value its type."""

from datetime import date
from decimal import Decimal
from functools import singledispatch

from .kleene import NO, UNKNOWN, YES
from .problems import Problems, refuse, shown, step
from .values import read_integer, read_list, read_value, whole
from .words import All, Compare, Constant, Intersects, Known, Not, OneOf, Some, When

MAX_DEPTH = 20
MAX_NODES = 1000
MAX_VALUES = 500

EQUALITY, ORDER = ("=", "!="), ("<", "<=", ">", ">=")
NUMBER_OPS = (*EQUALITY, *ORDER)
OPS = {
    "select_one": (*EQUALITY, "in"),
    "select_multiple": ("intersects",),
    "integer": (*NUMBER_OPS, "in"),
    "decimal": NUMBER_OPS,
    "money": NUMBER_OPS,
    "date": NUMBER_OPS,
    "text": (*EQUALITY, "in"),
}


def parse(document, codebook, path=""):
    """Read an expression into words.

    `codebook` maps names to variables. Raises RuleError with every mistake and its place: unknown variables
    and codes, wrong types, operators that do not fit, nesting deeper than 20, more than 1,000 expressions.
    """
    reader = _Reader(codebook)
    words = reader.read(document, path, depth=1)
    reader.problems.raise_if_any()
    return words


class _Reader:
    def __init__(self, codebook):
        self.codebook = codebook
        self.problems = Problems()
        self.nodes = 0

    def read(self, document, path, depth):
        """Words, or None after noting what is wrong. The depth bounds the recursion whatever the document."""
        with self.problems.collected():
            self.nodes += 1
            if self.nodes > MAX_NODES:
                return self._note_once(path, "too-large", limit=MAX_NODES)
            if depth > MAX_DEPTH:
                refuse("too-deep", path, limit=MAX_DEPTH)
            return self._read_shape(document, path, depth)

    def _note_once(self, path, code, **params):
        if not any(problem.code == code for problem in self.problems.found):
            self.problems.add(path, code, **params)

    def _read_shape(self, document, path, depth):
        if not isinstance(document, dict):
            refuse("wrong-type", path, expected="an expression")
        for shape, (allowed, read) in SHAPES.items():
            if shape in document:
                _refuse_other_keys(document, allowed, path)
                return read(self, document, path, depth)
        refuse("unknown-shape", path)

    def variable(self, name, path):
        if not isinstance(name, str) or name not in self.codebook:
            refuse("unknown-variable", path, value=shown(name))
        return self.codebook[name]

    def leaf(self, document, path, depth):
        variable = self.variable(document["var"], f"{path}/var")
        op = _required(document, "op", path)
        if op not in OPS.get(variable.type, ()):
            refuse(
                "operator-not-allowed", f"{path}/op", op=shown(op), variable=variable.name, type=variable.type
            )
        return self._leaf(variable, op, _required(document, "value", path), path, _read_na(document, path))

    def _leaf(self, variable, op, value, path, na):
        place = f"{path}/value"
        if op not in ("in", "intersects"):
            return Compare(variable.name, op, read_value(value, variable, place), na)
        word = OneOf if op == "in" else Intersects
        values = read_list(value, place, MAX_VALUES, lambda entry, at: read_value(entry, variable, at))
        return word(variable.name, values, na)

    def known(self, document, path, depth):
        return Known(self.variable(document["known"], f"{path}/known").name)

    def negation(self, document, path, depth):
        return Not(self.read(document["not"], f"{path}/not", depth + 1))

    def all(self, document, path, depth):
        return All(self._parts(document["all"], f"{path}/all", depth))

    def any(self, document, path, depth):
        return Some(1, self._parts(document["any"], f"{path}/any", depth))

    def at_least(self, document, path, depth):
        parts = self._parts(_required(document, "of", path), f"{path}/of", depth)
        return Some(read_integer(document["at_least"], f"{path}/at_least", 1, len(parts)), parts)

    def _parts(self, documents, path, depth):
        if not isinstance(documents, list):
            refuse("wrong-type", path, expected="a list")
        if not documents:
            refuse("empty", path)
        if len(documents) > MAX_NODES:
            refuse("too-large", path, limit=MAX_NODES)
        return tuple(self.read(part, f"{path}/{place}", depth + 1) for place, part in enumerate(documents))


SHAPES = {
    "var": ({"var", "op", "value", "na"}, _Reader.leaf),
    "all": ({"all"}, _Reader.all),
    "any": ({"any"}, _Reader.any),
    "not": ({"not"}, _Reader.negation),
    "at_least": ({"at_least", "of"}, _Reader.at_least),
    "known": ({"known"}, _Reader.known),
}


def _refuse_other_keys(document, allowed, path):
    for key in document:
        if key not in allowed:
            refuse("unknown-key", step(path, shown(key)), key=shown(key))


def _required(document, key, path):
    if key not in document:
        refuse("required", f"{path}/{key}", key=key)
    return document[key]


def _read_na(document, path):
    if "na" not in document:
        return UNKNOWN
    if not isinstance(document["na"], bool):
        refuse("wrong-type", f"{path}/na", expected="true or false")
    return YES if document["na"] else NO


@singledispatch
def to_json(words):
    """The expression as a document: dates are ISO text, whole numbers int, other numbers exact Decimals."""
    raise TypeError(f"no JSON for {type(words).__name__}")


@to_json.register
def _(words: Compare):
    return {"var": words.variable, "op": words.op, "value": _plain(words.value), **_na(words)}


@to_json.register
def _(words: OneOf):
    return {"var": words.variable, "op": "in", "value": list(words.values), **_na(words)}


@to_json.register
def _(words: Intersects):
    return {"var": words.variable, "op": "intersects", "value": list(words.values), **_na(words)}


@to_json.register
def _(words: Known):
    return {"known": words.variable}


@to_json.register
def _(words: Not):
    return {"not": to_json(words.part)}


@to_json.register
def _(words: All):
    return {"all": [to_json(part) for part in words.parts]}


@to_json.register
def _(words: Some):
    parts = [to_json(part) for part in words.parts]
    return {"any": parts} if words.count == 1 else {"at_least": words.count, "of": parts}


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    return whole(value) if isinstance(value, Decimal) else value


def _na(words):
    return {} if words.na == UNKNOWN else {"na": words.na == YES}


@singledispatch
def phrase(words):
    """The expression as nested tuples, operator first, for a template to put into the words of a language.

    `("<=", "dist_capital_pct", Decimal(50))`, `("all", (…, …))`, `("at_least", 2, (…, …, …))`, `("not", …)`.
    """
    raise TypeError(f"no phrase for {type(words).__name__}")


@phrase.register
def _(words: Compare):
    return (words.op, words.variable, words.value)


@phrase.register
def _(words: OneOf):
    return ("in", words.variable, words.values)


@phrase.register
def _(words: Intersects):
    return ("intersects", words.variable, words.values)


@phrase.register
def _(words: Known):
    return ("known", words.variable)


@phrase.register
def _(words: Not):
    return ("not", phrase(words.part))


@phrase.register
def _(words: All):
    return ("all", tuple(map(phrase, words.parts)))


@phrase.register
def _(words: Some):
    parts = tuple(map(phrase, words.parts))
    return ("any", parts) if words.count == 1 else ("at_least", words.count, parts)


@phrase.register
def _(words: Constant):
    return ("always",) if words.value == YES else ("never",)


@phrase.register
def _(words: When):
    return ("when", phrase(words.condition), words.value, phrase(words.otherwise))
