"""History, read audit, version lock and idempotency: used by every service that writes."""

import hashlib
import json
import uuid
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Problem

from .models import Change, IdempotencyKey, Reading

BATCH = 1000


class StaleVersion(Problem):
    """Somebody else changed the record since it was read. `extra["current"]` is the record as it is now."""

    code, field, status = "stale-version", "version", 412


class UidTaken(Conflict):
    """A record with this public identifier exists already."""

    code, field = "id-taken", "id"


class KeyReused(Conflict):
    """The idempotency key was used before, for another content."""

    code, field = "idempotency-key-reused", "Idempotency-Key"


def plain(value):
    """A value as JSON keeps it: dates in ISO 8601, decimals, identifiers and files as text, sets as sorted lists."""
    if isinstance(value, FieldFile):
        return value.name or ""
    if isinstance(value, (Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return value


def change(act, record, *, by, before=None, after=None, country="", reason="", batch=None):
    """A line of history, not yet stored (for `remember_all`)."""
    return Change(
        by=by,
        act=act,
        kind=record._meta.label_lower,
        record=record.uid,
        country=country or "",
        before=_plain_values(before),
        after=_plain_values(after),
        reason=reason,
        batch=batch,
    )


def _plain_values(values):
    return None if values is None else {name: plain(value) for name, value in values.items()}


def remember(act, record, *, by, **details):
    """Write a line of history in the transaction of the write itself."""
    line = change(act, record, by=by, **details)
    line.save(force_insert=True)
    return line


def remember_all(lines):
    """Write many lines of history at once."""
    Change.objects.bulk_create(lines, batch_size=BATCH)


def differences(record, values):
    """What `values` would change on `record`: (before, after), each {field: value}."""
    changed = {name for name, value in values.items() if not _same(getattr(record, name), value)}
    return {name: getattr(record, name) for name in changed}, {name: values[name] for name in changed}


def _same(old, new):
    return old == new or plain(old) == plain(new)


def update_record(record, values, *, by, version, act="changed", country="", reason=""):
    """Change fields of a Record if nobody did since `version`; raises StaleVersion with the record as it is.

    The lock is one UPDATE with the version in its condition, so it holds on every database and isolation level.
    Nothing is written, and no version raised, when no value differs.
    """
    before, after = differences(record, values)
    with transaction.atomic():
        if not after:
            return _unchanged(record, version)
        now = timezone.now()
        raised = (
            type(record)
            ._base_manager.filter(pk=record.pk, version=version)
            .update(version=F("version") + 1, updated_at=now, **after)
        )
        if not raised:
            raise stale(record)
        remember(act, record, by=by, before=before, after=after, country=country, reason=reason)
    for name, value in {**after, "version": version + 1, "updated_at": now}.items():
        setattr(record, name, value)
    return record


def _unchanged(record, version):
    if not type(record)._base_manager.filter(pk=record.pk, version=version).exists():
        raise stale(record)
    return record


def stale(record):
    """The problem to raise when `record` was changed by somebody else."""
    current = type(record)._base_manager.get(pk=record.pk)
    return StaleVersion(_("Somebody else changed this record in the meantime."), current=current)


def audit_reading(*, by, kind, act="read", country="", record=None, rows=None, asked=None):
    """Note a restricted read before it is answered: when this cannot be written, nothing is read."""
    return Reading.objects.create(
        by=by, act=act, kind=kind, country=country or "", record=record, rows=rows, asked=asked or {}
    )


def digest_of(content):
    """SHA-256 of JSON data, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def once(*, by, key, act, content, create):
    """Run `create()` once per `key` and user. Returns (uid of the record, whether it was created now).

    A repeat with the same content gets the first record; with other content KeyReused is raised. The unique
    constraint decides between two requests at the same moment: the loser's work is rolled back.
    """
    digest = digest_of([act, content])
    known = IdempotencyKey.objects.filter(by=by, key=key).first()
    if known:
        return _repeat(known, digest), False
    try:
        with transaction.atomic():
            record = create()
            IdempotencyKey.objects.create(by=by, key=key, act=act, digest=digest, record=record.uid)
    except (IntegrityError, Conflict):
        known = IdempotencyKey.objects.filter(by=by, key=key).first()
        if known is None:
            raise
        return _repeat(known, digest), False
    return record.uid, True


def _repeat(known, digest):
    if known.digest != digest:
        raise KeyReused(_("This key was used before for something else."))
    return known.record
