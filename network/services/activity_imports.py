"""Activities imported from a table (`network.hxl`): first a dry run, then for good, all or nothing.

The dry run does what the import does, and takes it back: one set of rules for both.
"""

import re
import tempfile
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Conflict, Problem
from sse_portal.basics.text import fold, in_language
from sse_portal.records.services import digest_of
from sse_portal.reference import summaries as reference
from sse_portal.spreadsheets.problems import BadFile

from ..hxl.columns import IMPLEMENTING, LANGUAGES, LISTED_ROLES, SEPARATOR
from ..hxl.reading import PAIRED, RESULT_COLUMNS, read_table
from ..hxl.writing import as_text, loaded, rows_of
from ..models import Activity
from ..summaries.choosing import called, choosable
from .activities import change_activity, register_activity

MOST_BYTES = 8 * 1024 * 1024
CREATED, CHANGED, UNCHANGED, REFUSED = "create", "update", "unchanged", "refused"
PLAIN = {
    "iati_identifier": "identifier", "status": "status", "sector": "sector", "website": "website",
    "planned_start": "planned_start", "planned_end": "planned_end", "actual_start": "actual_start",
    "actual_end": "actual_end", "keeper_country": "country",
}  # fmt: skip
LISTS = ("sdg", "themes", "principles")
# An identifier as org-id.guide writes it: the list, a hyphen, the value.
_ORG_ID = re.compile(r"([A-Z]{2}-[A-Z0-9]+)-(.+)", re.ASCII)


class FileChanged(Conflict):
    """What the file would do is not what the dry run showed: look again."""

    code, field = "plan-changed", "file"


@dataclass(frozen=True)
class Outcome:
    """What the import does with one activity: create, update, unchanged, refused. `problems` are (line, sentence)."""

    line: int
    title: str
    act: str
    problems: tuple = ()


@dataclass(frozen=True)
class Plan:
    """What an import does. `ignored` are headings of the file that mean nothing here."""

    outcomes: tuple
    ignored: tuple

    @property
    def counts(self):
        return dict(Counter(outcome.act for outcome in self.outcomes))

    @property
    def can_be_done(self):
        """Is there something to do, and nothing refused?"""
        acts = {outcome.act for outcome in self.outcomes}
        return bool(acts & {CREATED, CHANGED}) and REFUSED not in acts

    @property
    def digest(self):
        return digest_of([[outcome.line, outcome.title, outcome.act] for outcome in self.outcomes])


class _TakenBack(Exception):
    """Ends a dry run."""


def check_activities(*, by, content):
    """The Plan of a file (bytes): what importing it would do. Nothing is kept. Raises BadFile."""
    require(by, Can.RUN_NETWORK)
    table = _table(content)
    try:
        with transaction.atomic():
            outcomes = _write_all(by, table)
            raise _TakenBack
    except _TakenBack:
        return Plan(tuple(outcomes), table.ignored)


@transaction.atomic
def import_activities(*, by, content, digest, reason=""):
    """Do what the dry run with this digest showed, all of it; FileChanged when it would be something else now."""
    require(by, Can.RUN_NETWORK)
    table = _table(content)
    plan = Plan(tuple(_write_all(by, table, reason)), table.ignored)
    if plan.digest != digest or not plan.can_be_done:
        raise FileChanged(_("Something changed since the dry run: look at it again."))
    return plan


def _table(content):
    if len(content) > MOST_BYTES:
        raise BadFile(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        return read_table(path)


def _write_all(by, table, reason=""):
    found, records, names = [], _Records(by, table), _Names(by)
    for activity in table.activities:
        title = next(
            (activity.once[f"title_{code}"] for code in LANGUAGES if activity.once.get(f"title_{code}")), ""
        )
        try:
            with transaction.atomic():
                act, title = _write(by, activity, table.columns, (records, names), title, reason)
        except PermissionDenied:
            problems = ((activity.line, _("You do not keep the network here.")),)
            found.append(Outcome(activity.line, title, REFUSED, problems))
        except Problem as problem:
            found.append(Outcome(activity.line, title, REFUSED, tuple(_told(activity, problem))))
        else:
            found.append(Outcome(activity.line, title, act))
    return found


def _told(activity, problem):
    """(line, sentence) of everything that is wrong with an activity."""
    for error in problem.errors or [{"field": problem.field, "message": problem.message}]:
        line = error.get("line", activity.line)
        yield line, f"{error['field']}: {error['message']}" if error["field"] else str(error["message"])


def _write(by, gathered, columns, known, title, reason):
    """(what was done, the title) of one activity; Problem when it cannot be."""
    records, names = known
    existing = records.existing(gathered)
    if existing and _is_as_exported(gathered, columns, existing):
        return UNCHANGED, title or in_language(existing.title, "en")
    values, errors = _values(gathered, columns, names, existing)
    errors = [*({"field": "", "line": line, "message": text} for line, text in gathered.errors), *errors]
    if errors:
        raise Problem(_("Some values cannot be accepted."), errors=errors)
    if existing is None:
        uid = gathered.once.get("activity_id")
        register_activity(by=by, values=values, uid=_uuid(uid), reason=reason)
        return CREATED, title
    version = existing.version
    change_activity(by=by, activity=existing, values=values, version=version, reason=reason)
    return CHANGED if existing.version != version else UNCHANGED, title or in_language(existing.title, "en")


def _is_as_exported(gathered, columns, existing):
    """Do the rows say what an export would say? Most rows of most files do, and need no look at their parts."""
    told = [{name: as_text(row.get(name)) for name in columns} for row in rows_of(existing)]
    return told == [cells for _line, cells in gathered.rows] and not gathered.errors


class _Records:
    """The activities that a file may be about, read at once."""

    def __init__(self, by, table):
        known = Activity.objects.visible_to(by)
        uids = {_uuid(each.once.get("activity_id")) for each in table.activities} - {None}
        identifiers = {each.once.get("iati_identifier") for each in table.activities} - {None, ""}
        found = {each.pk: each for each in loaded(known.known_as(uids))}
        for each in loaded(known.identified_by(identifiers)):
            found.setdefault(each.pk, each)
        self.by_uid = {each.uid: each for each in found.values()}
        self.by_identifier = {each.identifier: each for each in found.values() if each.identifier}

    def existing(self, gathered):
        """The activity that the rows are about, None for a new one."""
        if uid := gathered.once.get("activity_id"):
            if _uuid(uid) is None:
                message = _("This must be a UUID.")
                raise Problem(message, errors=[{"field": "activity_id", "message": message}])
            return self.by_uid.get(_uuid(uid))
        return self.by_identifier.get(gathered.once.get("iati_identifier"))


def _uuid(text):
    """The UUID that a text is, or None."""
    try:
        return uuid.UUID(text)
    except (ValueError, TypeError):
        return None


# --- From cells to the values of the service -----------------------------------------------------------------


def _values(gathered, columns, names, existing):
    """(values, errors): what the columns of the file say; a column that is missing says nothing."""
    once = gathered.once
    values = {target: once[name] or None for name, target in PLAIN.items() if name in columns}
    for name in ("title", "description"):
        asked = {code: once[f"{name}_{code}"] for code in LANGUAGES if f"{name}_{code}" in columns}
        if asked:
            values[name] = (getattr(existing, name) if existing else {}) | asked
    for name in LISTS:
        if name in columns:
            values[name] = _split(once[name])
    errors = []
    if columns & {"country", "region", "region_name", "nationwide"}:
        values["places"] = list(_places(gathered, errors))
    participants = _participants(gathered, columns, names, existing, errors)
    if participants is not None:
        values["participants"] = participants
    if columns & set(RESULT_COLUMNS):
        values["results"] = list(_results(gathered))
    if existing is None and "keeper_country" not in columns:
        values["country"] = _only_country(values.get("places", ()))
    return values, errors


def _split(text):
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]


def _only_country(places):
    """The country of all places; the region when they are in several."""
    countries = {place.partition("-")[0][:2] for place in places}
    return countries.pop() if len(countries) == 1 else None


def _places(gathered, errors):
    seen = set()
    for line, cells in gathered.rows:
        if not any(cells.get(name) for name in PAIRED[2:]):
            continue
        code = _place_code(cells)
        if code is None:
            message = _(
                "There is no such region or country; for a whole country write yes under “nationwide”."
            )
            errors.append({"field": "region", "line": line, "message": message})
        elif code not in seen:
            seen.add(code)
            yield code


def _place_code(cells):
    """KH-1 for a region, KH for expressly the whole country; None when it is neither."""
    country = cells.get("country", "").upper()
    is_whole = cells.get("nationwide", "").lower() in ("yes", "true", "1")
    if is_whole:
        return country if reference.country(country or "-") and not cells.get("region") else None
    if code := cells.get("region"):
        row = reference.region(code)
        return code if row and country in ("", row.country) else None
    wanted = fold(cells.get("region_name", ""))
    named = [
        row.code
        for row in reference.regions_of(country)
        if wanted and row.valid_to is None and wanted in map(fold, row.names.values())
    ]
    return named[0] if len(named) == 1 else None


def _results(gathered):
    for _line, cells in gathered.rows:
        if any(cells.get(name) for name in RESULT_COLUMNS):
            title = {code: cells.get(f"result_{code}", "") for code in LANGUAGES}
            plain = {
                name: cells.get(f"result_{name}", "") for name in ("unit", "baseline", "target", "reached")
            }
            yield {"title": title, "reached_on": cells.get("result_reached_on", "")} | plain


def _participants(gathered, columns, names, existing, errors):
    """[{"organization", "role"}] of all roles, None when the file says nothing of any.

    Roles without a column stay, and so do organisations that are not public: a file never shows them.
    """
    told = {role for name, role in LISTED_ROLES.items() if columns & {f"{name}_codes", f"{name}_names"}}
    if columns & {"implementing_code", "implementing_name"}:
        told.add(IMPLEMENTING)
    if not told:
        return None
    found = []
    for line, role, codes, called_so in _mentions(gathered, told):
        organization = names.organization(codes, called_so)
        if organization is None:
            message = _("“%(value)s” is no organisation of the directory, or several are called so.")
            value = {"value": (codes or called_so)[:60]}
            errors.append({"field": "organization", "line": line, "message": message % value})
        found.append({"organization": organization, "role": role})
    unique = [part for number, part in enumerate(found) if part not in found[:number]]
    return unique + [part for part in _kept(existing, told) if part not in unique]


def _mentions(gathered, told):
    """(line, role, code, name) of each organisation that the rows name."""
    for name, role in LISTED_ROLES.items():
        if role in told:
            codes = _split(gathered.once.get(f"{name}_codes", ""))
            called_so = [] if codes else _split(gathered.once.get(f"{name}_names", ""))
            yield from ((gathered.line, role, code, "") for code in codes)
            yield from ((gathered.line, role, "", text) for text in called_so)
    if IMPLEMENTING in told:
        for line, cells in gathered.rows:
            code, text = cells.get("implementing_code", ""), cells.get("implementing_name", "")
            if code or text:
                yield line, IMPLEMENTING, code, text


def _kept(existing, told):
    """The participations that the file cannot speak of."""
    if existing is None:
        return
    public = set(existing.known_parts)
    for part in existing.participations.select_related("organization").by_role():
        if part.role not in told or part not in public:
            yield {"organization": part.organization, "role": part.role}


class _Names:
    """Finds organisations by public identifier, by an identifier of a register, or by their exact name."""

    def __init__(self, by):
        self.among = choosable(by)
        self.found: dict = {}

    def organization(self, code, name):
        """The only one that is meant, or None."""
        key = (code, "" if code else fold(name))
        if key not in self.found:
            rows = list((self._by_code(code) if code else self.among.filter(called(fold(name))))[:2])
            self.found[key] = rows[0] if len(rows) == 1 else None
        return self.found[key]

    def _by_code(self, code):
        if uid := _uuid(code):
            return self.among.known_as([uid])
        match = _ORG_ID.fullmatch(code)
        return self.among.identified_by(match[1], match[2]) if match else self.among.none()
