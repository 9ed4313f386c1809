"""Definitions that change: which thresholds can move, a document with changes, the difference of two.

All of it works on documents that `parse_definition` accepts; a changed one must be parsed again before use.
"""

import re
from dataclasses import dataclass
from typing import Any

from .definition import ROLES, SHAPES, STATUSES
from .documents import dumps
from .expressions import ORDER
from .problems import Problems, RuleError, refuse, shown
from .values import read_integer, read_number, whole

MAX_CHANGES = 200
CHANGE_KEYS = {
    "criterion",
    "threshold",
    "variable",
    "path",
    "role",
    "form",
    "status",
    "shape",
    "optional_at_least",
}
CRITERION_FIELDS = (
    "role",
    "wording",
    "title",
    "principle",
    "organisation_types",
    "valid_from",
    "valid_to",
    "source",
    "confidence",
)
FORM_FIELDS = ("status", "criteria", "valid_from", "valid_to")
DOCUMENT_FIELDS = ("shape", "optional_at_least", "country", "legal_form_variable")


@dataclass(frozen=True)
class Threshold:
    """A number that a criterion compares with. `path` points to it within the document."""

    criterion: str
    path: str
    variable: str
    op: str
    value: Any


@dataclass(frozen=True)
class Change:
    """One difference, of a kind such as `criterion-added`, `criterion-threshold`, `form-status`."""

    kind: str
    subject: str
    old: Any
    new: Any
    path: str = ""


def thresholds(document):
    """Every threshold that can move, in document order."""
    return [
        Threshold(criterion["code"], path, leaf["var"], leaf["op"], leaf["value"])
        for place, criterion in enumerate(document["criteria"])
        for path, leaf in _movable(criterion["expression"], f"/criteria/{place}/expression")
    ]


def _movable(expression, path):
    """The leaves that set a numeric limit, each with the path of its value."""
    if expression.get("op") in ORDER and _is_number(expression["value"]):
        yield f"{path}/value", expression
    for key, parts in expression.items():
        if key == "not":
            yield from _movable(parts, f"{path}/not")
        elif key in ("all", "any", "of"):
            for place, part in enumerate(parts):
                yield from _movable(part, f"{path}/{key}/{place}")


def _is_number(value):
    try:
        read_number(value)
    except RuleError:
        return False
    return True


def with_changes(document, changes):
    """A new document with the changes made; a wording that names a threshold follows it. The old one stays.

    A change is `{"criterion": code, "threshold": number}` (with `variable` or `path` if it has several),
    `{"criterion": code, "role": role}`, `{"form": code, "status": status}`, `{"shape": shape}` or
    `{"optional_at_least": number}`. Raises RuleError with the place in `changes` of all that is wrong.
    """
    if not isinstance(changes, list):
        refuse("wrong-type", expected="a list")
    if len(changes) > MAX_CHANGES:
        refuse("too-large", limit=MAX_CHANGES)
    changed, problems = _copied(document), Problems()
    for place, change in enumerate(changes):
        with problems.collected():
            _make(changed, change, f"/{place}")
    problems.raise_if_any()
    return changed


def _copied(value):
    """A copy in which nothing is shared: two criteria may be the same object in the document given."""
    if isinstance(value, dict):
        return {key: _copied(entry) for key, entry in value.items()}
    return [_copied(entry) for entry in value] if isinstance(value, (list, tuple)) else value


def _make(document, change, path):
    if not isinstance(change, dict):
        refuse("wrong-type", path, expected="an object")
    for key in change:
        if key not in CHANGE_KEYS:
            refuse("unknown-key", f"{path}/{shown(key)}", key=shown(key))
    kinds = [make for keys, make in MAKERS if keys <= change.keys()]
    if not kinds:
        refuse("required", path, key="threshold, role, status, shape or optional_at_least")
    for make in kinds:
        make(document, change, path)


def _set_threshold(document, change, path):
    criterion = _criterion(document, change, path)
    place = document["criteria"].index(criterion)
    leaves = [
        leaf
        for at, leaf in _movable(criterion["expression"], f"/criteria/{place}/expression")
        if change.get("path", at) == at and change.get("variable", leaf["var"]) == leaf["var"]
    ]
    if len(leaves) != 1:
        refuse("ambiguous-threshold" if leaves else "no-threshold", path, criterion=criterion["code"])
    old, new = leaves[0]["value"], whole(read_number(change["threshold"], f"{path}/threshold"))
    leaves[0]["value"] = new
    criterion["wording"] = {
        tag: _reworded(text, dumps(read_number(old)), dumps(new))
        for tag, text in criterion.get("wording", {}).items()
    }


def _reworded(text, old, new):
    """The wording with its number moved along, where it names that number once and so without doubt."""
    places = list(re.finditer(rf"(?<![\d.,]){re.escape(old)}(?![\d]|[.,]\d)", text))
    return text[: places[0].start()] + new + text[places[0].end() :] if len(places) == 1 else text


def _set_role(document, change, path):
    _criterion(document, change, path)["role"] = _choice(change["role"], ROLES, f"{path}/role")


def _set_status(document, change, path):
    entries = [form for form in document.get("forms", []) if form["code"] == change["form"]]
    if not entries:
        refuse("unknown-form", f"{path}/form", value=shown(change["form"]))
    for entry in entries:
        entry["status"] = _choice(change["status"], STATUSES, f"{path}/status")


def _set_shape(document, change, path):
    document["shape"] = _choice(change["shape"], SHAPES, f"{path}/shape")


def _set_optional(document, change, path):
    limit = sum(criterion["role"] == "optional" for criterion in document["criteria"])
    document["optional_at_least"] = read_integer(
        change["optional_at_least"], f"{path}/optional_at_least", 0, limit
    )


MAKERS = (
    ({"criterion", "threshold"}, _set_threshold),
    ({"criterion", "role"}, _set_role),
    ({"form", "status"}, _set_status),
    ({"shape"}, _set_shape),
    ({"optional_at_least"}, _set_optional),
)


def _criterion(document, change, path):
    for criterion in document["criteria"]:
        if criterion["code"] == change["criterion"]:
            return criterion
    refuse("unknown-criterion", f"{path}/criterion", value=shown(change["criterion"]))


def _choice(value, choices, path):
    if value not in choices:
        refuse("unknown-choice", path, value=shown(value), choices=", ".join(choices))
    return value


def difference(old, new):
    """What changed between two documents: the document itself, then criteria, then legal forms."""
    changes = _fields("", DOCUMENT_FIELDS, old, new, "definition")
    for code, before, after in _pairs(old["criteria"], new["criteria"], _code):
        changes += _entry_changes("criterion", code, before, after) or _criterion_changes(code, before, after)
    for code, before, after in _pairs(old.get("forms", []), new.get("forms", []), _code_and_start):
        changes += _entry_changes("form", code[0], before, after) or _fields(
            code[0], FORM_FIELDS, before, after, "form"
        )
    return changes


def _code(entry):
    return entry["code"]


def _code_and_start(entry):
    return (entry["code"], entry.get("valid_from"))


def _pairs(old, new, key):
    """(key, old entry or None, new entry or None): in the new order, then what is gone."""
    before, after = {key(entry): entry for entry in old}, {key(entry): entry for entry in new}
    return [(code, before.get(code), after.get(code)) for code in dict.fromkeys([*after, *before])]


def _entry_changes(kind, code, before, after):
    if before is None:
        return [Change(f"{kind}-added", code, None, after)]
    return [Change(f"{kind}-removed", code, before, None)] if after is None else []


def _fields(subject, fields, before, after, kind):
    """Empty, null and left out mean the same."""
    return [
        Change(f"{kind}-{field}".replace("_", "-"), subject, before.get(field), after.get(field))
        for field in fields
        if (before.get(field) or after.get(field)) and dumps(before.get(field)) != dumps(after.get(field))
    ]


def _criterion_changes(code, before, after):
    changes = _fields(code, CRITERION_FIELDS, before, after, "criterion")
    if dumps(before["expression"]) == dumps(after["expression"]):
        return changes
    return changes + (
        _moved(code, before["expression"], after["expression"]) or [_rewritten(code, before, after)]
    )


def _rewritten(code, before, after):
    return Change("criterion-expression", code, before["expression"], after["expression"])


def _moved(code, before, after):
    """The thresholds that moved, if nothing but thresholds did."""
    if _without_thresholds(before) != _without_thresholds(after):
        return []
    pairs = zip(_movable(before, "/expression"), _movable(after, "/expression"), strict=True)
    return [
        Change("criterion-threshold", code, old["value"], new["value"], path)
        for (path, old), (_, new) in pairs
        if dumps(old["value"]) != dumps(new["value"])
    ]


def _without_thresholds(expression):
    blank = _copied(expression)
    for _, leaf in list(_movable(blank, "")):
        leaf["value"] = None
    return dumps(blank)
