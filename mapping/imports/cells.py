"""From the cells of a row to raw values, sorted by where they belong: the register, contacts, answers."""

import uuid
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sse_portal.basics.problems import Problem
from sse_portal.spreadsheets.readers import storable

from ..definition.codebook import CODEBOOK
from .names import Name, put_right, read_identifiers, read_names

# Asked in every wave and facts of the register at the same time (docs/decisions/0007).
SHARED = ("legal_form", "organisation_type", "isic_main")
REGISTER_TOO = ("website", "latitude", "longitude")
LONGEST_RAW = 2_000
LONGEST_IDENTIFIER = 100


@dataclass
class Given:
    """What one row says, still raw. `columns` tells which column each field came from."""

    number: int
    raw: dict = field(default_factory=dict)
    register: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    contact: dict = field(default_factory=dict)
    identifiers: dict = field(default_factory=dict)
    names: list = field(default_factory=list)
    names_are_all: bool = False
    entity: uuid.UUID | None = None
    response: uuid.UUID | None = None
    interviewer: str = ""
    problems: list = field(default_factory=list)
    columns: dict = field(default_factory=dict)

    def refuse(self, column, code, message):
        self.problems.append({"column": column, "code": code, "message": str(message), "note": False})

    def note(self, column, code, message):
        self.problems.append({"column": column, "code": code, "message": str(message), "note": True})

    @property
    def is_answered(self):
        """Does the row answer a question of the survey, more than the facts that the register keeps too?"""
        own = (value for name, value in self.answers.items() if name not in SHARED)
        return bool(self.response) or any(value is not None for value in own)

    @property
    def is_refused(self):
        return any(not each["note"] for each in self.problems)


class CellReader:
    """Reads rows by a mapping; made once for a file."""

    def __init__(self, header, mapping, country, *, blank_erases=False):
        self.width, self.country, self.blank_erases = len(header), country, blank_erases
        self.columns = [
            (place, name, mapping[name]["to"], mapping[name]["codes"])
            for place, name in enumerate(header)
            if mapping.get(name, {}).get("to")
        ]
        targets = {target for _place, _name, target, _codes in self.columns}
        own = {name for name in targets if name in CODEBOOK and CODEBOOK[name].home == "response"}
        self.asks = bool(own - set(SHARED)) or "response" in targets
        self.has_contact = any(name in CODEBOOK and CODEBOOK[name].home == "contact" for name in targets)

    def read(self, row):
        """The Given of a Row."""
        given = Given(row.number)
        if len(row.cells) != self.width:
            message = _("The row has %(cells)d cells, the header %(columns)d.")
            given.refuse("", "ragged", message % {"cells": len(row.cells), "columns": self.width})
        for place, column, target, codes in self.columns:
            cell = row.cells[place] if place < len(row.cells) else ""
            given.raw[column] = storable(cell[:LONGEST_RAW]) if isinstance(cell, str) else cell
            self._put(given, column, target, codes.get(str(cell), cell))
        self._finish(given)
        return given

    def _put(self, given, column, target, cell):
        given.columns.setdefault(_field_of(target), column)
        value = None if cell == "" else cell
        may_erase = self.blank_erases and (target in CODEBOOK or target in REGISTER_TOO)
        if value is None and not may_erase:
            return
        try:
            _PUT.get(target.partition(":")[0], _put_variable)(given, target, value)
        except Problem as problem:
            given.refuse(column, problem.code, problem.message)

    def _finish(self, given):
        given.names, put = put_right(given.names, self.country)
        for name in put:
            message = _("“%(name)s” was taken for the language %(language)s.")
            place = given.columns.get("other_names") or given.columns.get("name", "")
            given.note(place, "language", message % {"name": name.text, "language": name.language})


def _field_of(target):
    """Where the services' problems about this target point."""
    kind = target.partition(":")[0]
    return {"identifier": target, "names": "other_names"}.get(kind, kind)


def _put_variable(given, target, value):
    home = CODEBOOK[target].home
    if home == "contact":
        given.contact[target] = value
    elif home == "entity":
        given.register[target] = value
        if target == "registration_number" and value is not None:
            given.identifiers["registration_number"] = identifier_text(value)
    else:
        given.answers[target] = value


def _put_register(given, target, value):
    given.register[target] = value


def _put_identifier(given, target, value):
    if value is not None:
        given.identifiers[target.partition(":")[2]] = identifier_text(value)


def _put_identifiers(given, target, value):
    for scheme, text in read_identifiers(value) if value else ():
        given.identifiers[str(scheme)[:40]] = identifier_text(text)


def _put_name(given, target, value):
    if value is not None:
        given.names.append(Name(" ".join(str(value).split()), target.partition(":")[2]))


def _put_names(given, target, value):
    if value is not None:
        given.names += read_names(value)
        given.names_are_all = True


def _put_uid(given, target, value):
    if value is not None:
        setattr(given, target, _uid(value))


def _put_interviewer(given, target, value):
    given.interviewer = storable(str(value or ""))[:80]


_PUT = {
    "identifier": _put_identifier,
    "identifiers": _put_identifiers,
    "name": _put_name,
    "names": _put_names,
    "entity": _put_uid,
    "response": _put_uid,
    "interviewer": _put_interviewer,
} | dict.fromkeys(REGISTER_TOO, _put_register)


class NotAnId(Problem):
    code, status = "bad-id", 422


def _uid(value):
    try:
        return uuid.UUID(str(value).strip())
    except ValueError as error:
        raise NotAnId(_("This is no public id (a UUID).")) from error


def identifier_text(value):
    """An identifier as text with single spaces; a spreadsheet may have made a number of it."""
    if isinstance(value, float) or not isinstance(value, (str, int)):
        raise NotAnId(_("This is no identifier: write it as text."))
    text = " ".join(str(value).split())
    if len(text) > LONGEST_IDENTIFIER:
        raise NotAnId(_("Longer than %(limit)s characters.") % {"limit": LONGEST_IDENTIFIER})
    return text
