"""Imports: uploaded, mapped, checked, decided upon, published, undone; the work itself is in mapping/imports."""

import hashlib
import json
import uuid
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Invalid
from sse_portal.basics.text import clean_text, fold
from sse_portal.records.services import remember
from sse_portal.spreadsheets.problems import MOST_PACKED, BadFile
from sse_portal.spreadsheets.readers import read_rows
from sse_portal.spreadsheets.sniff import digest_of_file, sniff

from ..imports.check import CHUNK, count_outcomes, reader_of, staged_rows
from ..imports.columns import check_mapping, suggest
from ..imports.judging import Judge
from ..imports.problems import BadMapping, Overtaken, Touched, Undecided, WrongState
from ..imports.profile import profile, samples
from ..imports.publish import clear_hidden
from ..imports.undo import undo
from ..models import ImportBatch, ImportRow, RememberedMapping
from .responses import StudyClosed

State, Outcome = ImportBatch.State, ImportRow.Outcome
LONGEST_NAME, LONGEST_REASON = 200, 1_000
NOT_PUBLISHED = (State.UPLOADED, State.CHECKING, State.CHECKED, State.PUBLISHING, State.FAILED)
MAPPABLE = (State.UPLOADED, State.CHECKED, State.FAILED)


def _require(by, study):
    """`by` is None only for the system, from the command line."""
    if by is not None:
        require(by, Can.IMPORT_DATA, study.country_id)


def upload_file(*, by, study, file, name):
    """Take a file (a Django File) into a study: stored, found out and read through once, nothing else.

    Raises BadFile, with the place, for what is no readable table.
    """
    _require(by, study)
    if file.size > MOST_PACKED:
        raise BadFile(_("The file is larger than %(most)d MB.") % {"most": MOST_PACKED // 1024 // 1024})
    batch = ImportBatch(study=study, by=by, file_name=_plain_name(name))
    batch.file.save(uuid.uuid4().hex, file, save=False)
    try:
        batch.digest = digest_of_file(batch.path)
        _look_at(batch, {"language": get_language() or "en"})
        with transaction.atomic():
            batch.save(force_insert=True)
            _remember("uploaded", batch, by, {"file": batch.file_name, "sha256": batch.digest})
    except Exception:
        batch.file.delete(save=False)
        raise
    return batch


def unfinished(*, study, path):
    """The newest batch of this very file in a study that was interrupted, or None."""
    going = (State.CHECKING, State.CHECKED, State.PUBLISHING)
    found = ImportBatch.objects.of_study(study).filter(digest=digest_of_file(path), state__in=going)
    return found.select_related("study", "by").newest_first().first()


def _plain_name(name):
    kept = "".join(
        sign if sign.isprintable() else " " for sign in str(name).replace("\\", "/").rpartition("/")[2]
    )
    return " ".join(kept.encode("utf-8", "replace").decode().split())[-LONGEST_NAME:] or "file"


def _look_at(batch, kept, **chosen):
    """Fill in shape, rows and a suggested mapping from the file."""
    country = batch.study.country_id
    shape = sniff(batch.path, country, **chosen)
    found = profile(batch.path, shape)
    batch.shape = {**kept, **shape, **found}
    batch.total_rows, batch.done_rows = found["rows"], 0
    known = RememberedMapping.objects.filter(
        country=country, header_digest=_header_digest(found["header"])
    ).first()
    batch.mapping = suggest(found["header"], samples(found), country)
    if known:
        batch.mapping |= {column: known.mapping[fold(column)] for column in found["header"]}


def _header_digest(header):
    text = json.dumps(sorted(map(fold, header)), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _remember(act, batch, by, after, reason=""):
    remember(act, batch, by=by, after=after, country=batch.study.country_id, reason=reason, batch=batch.uid)


def _locked(batch, states):
    """The batch as it is, locked; WrongState unless it is in one of the states."""
    mine = ImportBatch.objects.select_for_update(of=("self",)).select_related("study", "by").get(pk=batch.pk)
    if mine.state not in states:
        message = _("This is not possible while the import is %(state)s.")
        raise WrongState(message % {"state": mine.get_state_display()})
    return mine


def _save(mine, batch, **values):
    for name, value in {**values, "version": mine.version + 1, "updated_at": timezone.now()}.items():
        setattr(mine, name, value)
    mine.save()
    batch.refresh_from_db()
    return batch


@transaction.atomic
def read_otherwise(*, by, batch, encoding="", delimiter="", sheet=""):
    """Read the file with another encoding, delimiter or sheet. What was mapped and checked starts again."""
    _require(by, batch.study)
    mine = _locked(batch, MAPPABLE)
    _look_at(mine, {"language": mine.shape["language"]}, encoding=encoding, delimiter=delimiter, sheet=sheet)
    mine.rows.all().delete()
    return _save(mine, batch, state=State.UPLOADED, counts={}, error="")


@transaction.atomic
def map_columns(*, by, batch, mapping, blank_erases=False):
    """Settle what the columns mean, remember it for the next such file, and make the batch ready to be checked.

    Raises BadMapping, StudyClosed.
    """
    _require(by, batch.study)
    mine = _locked(batch, MAPPABLE)
    with override(mine.shape["language"]):
        mapping = check_mapping(mine.shape["header"], mapping, mine.study.country_id)
    shape = mine.shape | {"blank_erases": bool(blank_erases)}
    mine.mapping, mine.shape = mapping, shape
    if reader_of(mine, shape["header"]).asks and not mine.study.takes_responses:
        raise StudyClosed(_("This study takes no responses at the moment."))
    RememberedMapping.objects.update_or_create(
        country_id=mine.study.country_id, header_digest=_header_digest(shape["header"]),
        defaults={"mapping": {fold(column): entry for column, entry in mapping.items()}, "by": by},
    )  # fmt: skip
    return _save(mine, batch, state=State.CHECKING, done_rows=0, counts={}, error="")


@transaction.atomic
def check_again(*, by, batch):
    """Go back to the start of the check, for example because records changed since. Decisions are kept."""
    _require(by, batch.study)
    mine = _locked(batch, (State.CHECKED, State.FAILED))
    if not mine.mapping:
        raise BadMapping(_("Choose first what the columns mean."))
    return _save(mine, batch, state=State.CHECKING, done_rows=0, counts={}, error="")


@transaction.atomic
def decide(*, by, batch, decisions):
    """Settle likely duplicates: {line: "new", "skip", "" (undecided again) or the public id of the same entity}.

    Raises Invalid for a line that has no likely duplicate, and for an organisation that was not shown.
    """
    _require(by, batch.study)
    mine = _locked(batch, (State.CHECKED,))
    rows = {row.number: row for row in mine.rows.filter(number__in=decisions) if row.candidates}
    for number, decision in decisions.items():
        offered = [each.get("entity") for each in rows[number].candidates] if number in rows else None
        if offered is None or decision not in ("", "new", "skip", *offered):
            message = _("Line %(line)d: choose one of the answers shown.") % {"line": number}
            raise Invalid(message, field="decision")
    _write_decisions(mine, rows.values(), decisions)
    return _save(mine, batch, counts=count_outcomes(mine))


@transaction.atomic
def decide_all(*, by, batch, decision):
    """Settle all likely duplicates that are not decided: "new" or "skip"."""
    _require(by, batch.study)
    mine = _locked(batch, (State.CHECKED,))
    waiting = mine.rows.filter(outcome=Outcome.DUPLICATE, decision="")
    if decision not in ("new", "skip"):
        raise Invalid(_("Choose new or skip."), field="decision")
    waiting.update(decision=decision, outcome=Outcome.CREATE if decision == "new" else Outcome.DUPLICATE)
    return _save(mine, batch, counts=count_outcomes(mine))


def _write_decisions(batch, rows, decisions):
    """Rows that stay new are only marked; those that are, or were, another organisation's are judged anew."""
    anew = set()
    for row in rows:
        decision, was_same = decisions[row.number], row.decision not in ("", "new", "skip")
        if decision not in ("", "new", "skip") or was_same:
            anew.add(row.number)
        outcome = Outcome.CREATE if decision == "new" else Outcome.DUPLICATE
        batch.rows.filter(pk=row.pk).update(decision=decision, outcome=outcome)
    if anew:
        _judge_again(batch, anew, {row.number: row.candidates for row in rows})


def _judge_again(batch, numbers, candidates):
    """Judge some rows anew from the file's cells; what was offered stays on offer."""
    header, lines = read_rows(batch.path, batch.shape)
    reader = reader_of(batch, header)
    judge = Judge(batch, reader)
    judge.remember_staged(batch.rows.exclude(number__in=numbers))
    chosen = [reader.read(line) for line in lines if line.number in numbers]
    with override(batch.shape["language"]):
        staged = staged_rows(batch, judge, chosen)
    for row in staged:
        row.candidates = candidates[row.number]
    batch.rows.filter(number__in=numbers).delete()
    ImportRow.objects.bulk_create(staged)


@transaction.atomic
def confirm_publication(*, by, batch):
    """Make a checked batch ready to be published; refused rows stay out. Raises Undecided, WrongState."""
    _require(by, batch.study)
    mine = _locked(batch, (State.CHECKED,))
    waiting = mine.rows.filter(outcome=Outcome.DUPLICATE, decision="").count()
    if waiting:
        raise Undecided(_("%(count)d likely duplicates wait for a decision.") % {"count": waiting})
    if not mine.rows.filter(outcome__in=(Outcome.CREATE, Outcome.UPDATE)).exists():
        raise WrongState(_("There is nothing to publish: no row creates or changes anything."))
    _remember("published", mine, by, {"counts": mine.counts})
    return _save(mine, batch, state=State.PUBLISHING, done_rows=0, error="")


def undo_batch(*, by, batch, reason=""):
    """Take a published batch back as a whole. Raises Touched with the records that were changed since."""
    _require(by, batch.study)
    undo(batch, by=by, reason=clean_text(reason, limit=LONGEST_REASON, field="reason"))
    return batch


@transaction.atomic
def cancel_batch(*, by, batch):
    """Give up a batch that is not published; a running process stops at its next chunk."""
    _require(by, batch.study)
    mine = _locked(batch, NOT_PUBLISHED)
    _remember("cancelled", mine, by, {})
    return _save(mine, batch, state=State.CANCELLED, claim=None, error="")


def clear_cancelled(batch):
    """Remove what a cancelled batch left: hidden records, staged rows, the file. Safe to repeat."""
    clear_hidden(batch)
    while keys := list(batch.rows.values_list("pk", flat=True)[:CHUNK]):
        ImportRow.objects.filter(pk__in=keys).delete()
    if batch.file:
        transaction.on_commit(partial(batch.file.storage.delete, batch.file.name))
        ImportBatch.objects.filter(pk=batch.pk).update(file="")
    batch.refresh_from_db()


__all__ = [
    "Overtaken",
    "StudyClosed",
    "Touched",
    "Undecided",
    "WrongState",
    "cancel_batch",
    "check_again",
    "clear_cancelled",
    "confirm_publication",
    "decide",
    "decide_all",
    "map_columns",
    "read_otherwise",
    "undo_batch",
    "unfinished",
    "upload_file",
]
