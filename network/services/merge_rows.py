"""Every row that refers to an organisation, of whatever app: moved to another one, and moved back exactly.

Foreign keys are found in the models, so that a table added later is moved as well. Only merges themselves, and the
signposts of earlier merges, keep pointing where they point.
"""

import json
from itertools import groupby

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, UniqueConstraint
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.records.models import Record
from sse_portal.records.services import plain

from ..models import Merge, Organization

CHUNK = 500
MOVED, TAKEN_OUT = "moved", "taken out"
LOCK = ("version", "updated_at")
# Rows that no constraint keeps single, and that nobody wants twice: what makes them the same.
ONCE = {
    "network.relationship": ("subject_id", "object_id", "kind", "starts_on", "ends_on", "visibility"),
    "network.contactpoint": ("organization_id", "kind", "value"),
    "network.affiliation": (
        "person_id", "organization_id", "post", "is_focal_point", "starts_on", "ends_on",
    ),
}  # fmt: skip


class StillReferred(Conflict):
    """A row that would be there twice cannot be taken out: other rows hang on it."""

    code = "still-referred"


def referring_fields():
    """{model: [foreign keys to an organisation]}, hidden relations too."""
    found = {}
    for relation in Organization._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            field = relation.field
            if field.model is not Merge and field.name != "merged_into":
                found.setdefault(field.model, []).append(field)
    return dict(sorted(found.items(), key=lambda item: item[0]._meta.label_lower))


def row_of(record):
    """Every column of a saved record as JSON keeps it."""
    return _rows(type(record), pk=record.pk)[0]


def _rows(model, **condition):
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.filter(**condition).order_by("pk").values(*names)
    return [{name: plain(value) for name, value in row.items()} for row in rows]


def restored(model, row):
    """{column: value} of a kept row, typed again."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: _typed(fields[name], value) for name, value in row.items()}


def _typed(field, value):
    return getattr(field, "target_field", field).to_python(value) if value is not None else None


def counts_of(organization):
    """{model: number of rows} that refer to an organisation, without those that have none."""
    found = {}
    for model, fields in referring_fields().items():
        keys = set()
        for field in fields:
            keys |= set(_referring(model, field, organization).values_list("pk", flat=True))
        if keys:
            found[model] = len(keys)
    return found


def _referring(model, field, organization):
    target = getattr(organization, field.target_field.attname)
    return model._base_manager.filter(**{field.attname: target})


def move_rows(absorbed, survivor, *, at):
    """Let every row that refers to `absorbed` refer to `survivor`; what would be there twice, or with itself, goes.

    Returns the manifest: [{"model", "act", "fields", "row"}], the row as it was. A row that others hang on is never
    taken out: StillReferred when it would break a constraint.
    """
    manifest = []
    entries_themselves = (survivor.pk, absorbed.pk)
    for model, fields in referring_fields().items():
        rows = _all_of(model, fields, absorbed)
        if model is Organization:
            # The two entries are written by the merge, each once.
            rows = [row for row in rows if row["id"] not in entries_themselves]
        entries = [_entry(model, fields, row, absorbed, survivor) for row in rows]
        _take_out(model, [each for each in entries if each["act"] == TAKEN_OUT])
        _move(model, [each for each in entries if each["act"] == MOVED], survivor, at)
        manifest += entries
    return manifest


def _all_of(model, fields, organization):
    rows = {}
    for field in fields:
        target = getattr(organization, field.target_field.attname)
        rows |= {row[model._meta.pk.attname]: row for row in _rows(model, **{field.attname: target})}
    return [rows[key] for key in sorted(rows)]


def _entry(model, fields, row, absorbed, survivor):
    """What becomes of one row."""
    concerned = [
        field for field in fields
        if row[field.attname] == plain(getattr(absorbed, field.target_field.attname))
    ]  # fmt: skip
    names = [field.attname for field in concerned]
    moved = row | _pointing(concerned, survivor)
    act = TAKEN_OUT if _is_impossible(model, concerned, moved) or _is_there(model, moved) else MOVED
    return {"model": model._meta.label_lower, "act": act, "fields": names, "row": row}


def _pointing(fields, organization):
    return {field.attname: plain(getattr(organization, field.target_field.attname)) for field in fields}


def _is_impossible(model, fields, row):
    """Would the row break a constraint? Only those about the moved columns are asked."""
    record = model(**restored(model, row))
    record._state.adding = False
    names = {field.name for field in fields}
    try:
        for constraint in model._meta.constraints:
            if names & _fields_in(constraint):
                constraint.validate(model, record)
        if names & _unique_fields(model):
            record.validate_unique()
    except ValidationError:
        _refuse_when_referred(model, row)
        return True
    return False


def _fields_in(constraint):
    if isinstance(constraint, UniqueConstraint):
        return set(constraint.fields)
    return constraint.condition.referenced_base_fields if isinstance(constraint, CheckConstraint) else set()


def _unique_fields(model):
    together = {name for names in model._meta.unique_together for name in names}
    return together | {field.name for field in model._meta.concrete_fields if field.unique}


def _is_there(model, row):
    """Does the survivor have such a row already, of those that nobody wants twice?"""
    columns = ONCE.get(model._meta.label_lower)
    if not columns:
        return False
    same = {name: value for name, value in row.items() if name in columns and not isinstance(value, dict)}
    others = [
        each for each in _rows(model, **same) if each[model._meta.pk.attname] != row[model._meta.pk.attname]
    ]
    wanted = _words(row, columns)
    return any(_words(other, columns) == wanted for other in others) and not _is_referred(model, row)


def _words(row, columns):
    return json.dumps([row[name] for name in columns], sort_keys=True)


def _is_referred(model, row):
    """Does any other row hang on this one?"""
    key = row[model._meta.pk.attname]
    return any(
        relation.field.model._base_manager.filter(**{relation.field.name: key}).exists()
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    )


def _refuse_when_referred(model, row):
    if _is_referred(model, row):
        message = _("Both entries have the same %(what)s, and other records hang on it. Settle that first.")
        raise StillReferred(message % {"what": model._meta.verbose_name})


def _take_out(model, entries):
    for entry in entries:
        model._base_manager.filter(pk=entry["row"][model._meta.pk.attname]).delete()


def _move(model, entries, organization, at):
    """Write the moved columns, and raise the version of what has one: whoever has such a row open must look again."""
    raised = {"version": F("version") + 1, "updated_at": at} if issubclass(model, Record) else {}
    fields = {field.attname: field for field in model._meta.concrete_fields}
    for names, some in groupby(sorted(entries, key=_names), key=_names):
        keys = [entry["row"][model._meta.pk.attname] for entry in some]
        columns = {name: getattr(organization, fields[name].target_field.attname) for name in names}
        for start in range(0, len(keys), CHUNK):
            chunk = model._base_manager.filter(pk__in=keys[start : start + CHUNK])
            chunk.update(**columns, **raised)


def _names(entry):
    return tuple(entry["fields"])


def _by_model(manifest):
    labels = dict.fromkeys(entry["model"] for entry in manifest)
    return [
        (apps.get_model(label), [entry for entry in manifest if entry["model"] == label]) for label in labels
    ]


def changed_since(manifest, survivor):
    """What keeps the rows from being moved back: [sentence], empty when nothing does."""
    found = []
    for model, entries in _by_model(manifest):
        found += _changed_of(model, entries, survivor)
    return found


def _changed_of(model, entries, survivor):
    moved = [entry for entry in entries if entry["act"] == MOVED]
    key, now = model._meta.pk.attname, {}
    for start in range(0, len(moved), CHUNK):
        keys = [entry["row"][key] for entry in moved[start : start + CHUNK]]
        now |= {row[key]: row for row in _rows(model, pk__in=keys)}
    for entry in moved:
        row = now.get(entry["row"][key])
        if row is None:
            yield _("%(what)s %(id)s was removed.") % _named(model, entry)
        elif content(row) != content(_expected(model, entry, survivor)):
            yield _("%(what)s %(id)s was changed.") % _named(model, entry)
    for entry in entries:
        if entry["act"] == TAKEN_OUT and not _has_its_place(model, entry):
            yield _("What %(what)s %(id)s belonged to is not there any more.") % _named(model, entry)


def _named(model, entry):
    row = entry["row"]
    return {"what": str(model._meta.verbose_name), "id": row.get("uid") or row[model._meta.pk.attname]}


def _expected(model, entry, survivor):
    """A moved row as the merge left it."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return entry["row"] | _pointing([fields[name] for name in entry["fields"]], survivor)


def content(row):
    """A row without the version lock, which goes on when nothing else does."""
    return {name: value for name, value in row.items() if name not in LOCK}


def _has_its_place(model, entry):
    """Are the records that a row taken out refers to still there, unmerged, and is its place free?"""
    row = entry["row"]
    others = [
        field for field in model._meta.concrete_fields if field.is_relation and row[field.attname] is not None
    ]
    for field in others:
        found = field.related_model._base_manager.filter(**{field.target_field.attname: row[field.attname]})
        if field.related_model is Organization and field.attname not in entry["fields"]:
            found = found.filter(merged_into=None)
        if not found.exists():
            return False
    record = model(**restored(model, row))
    try:
        record.validate_unique()
        record.validate_constraints()
    except ValidationError:
        return False
    return True


def move_back(manifest, absorbed, *, at):
    """Let the rows of a manifest refer to `absorbed` again, and bring back those that were taken out."""
    for model, entries in _by_model(manifest):
        _move(model, [entry for entry in entries if entry["act"] == MOVED], absorbed, at)
        gone = [entry["row"] for entry in entries if entry["act"] == TAKEN_OUT]
        model._base_manager.bulk_create([model(**restored(model, row)) for row in gone], batch_size=CHUNK)
