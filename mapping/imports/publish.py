"""Publication: new records are laid down hidden, in chunks; one short transaction then shows and changes everything.

It can be killed at any point and run again: what lies hidden is marked on its row, and only the last transaction
is seen by anybody.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import Entity, EntityContact, EntityIdentifier, ImportRow, SurveyResponse
from ..services.entity_values import folded_names
from .check import CHUNK, State, finish, hold, noting_failure, take
from .history import tell_published
from .problems import Outdated

Outcome = ImportRow.Outcome
READ = 500


def run_publication(batch, *, tell=None):
    """Publish a batch in state PUBLISHING. `tell(done, total)` hears of progress.

    Records that changed since the check leave the batch CHECKED with a sentence that says so, and nothing else.
    """
    claim = take(batch)
    with override(batch.shape.get("language", "en")), noting_failure(batch, claim):
        try:
            _prepare(batch, claim, tell or (lambda done, total: None))
            _switch(batch, claim)
        except Outdated as problem:
            clear_hidden(batch)
            batch.rows.filter(applied=True).update(applied=False)
            finish(batch, claim, state=State.CHECKED, error=str(problem)[:1000], done_rows=0)
    batch.refresh_from_db()


def typed(model, values):
    """Values that came out of JSON, as the model's fields hold them."""
    return {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}


# --- Laid down, hidden ---


def _prepare(batch, claim, tell):
    total = batch.rows.filter(outcome=Outcome.CREATE).count()
    done = batch.rows.filter(outcome=Outcome.CREATE, applied=True).count()
    while True:
        rows = list(batch.rows.filter(outcome=Outcome.CREATE, applied=False).order_by("number")[:CHUNK])
        if not rows:
            return
        done += len(rows)
        try:
            with transaction.atomic():
                hold(batch, claim, done_rows=done)
                _lay_down(batch, rows)
        except IntegrityError as error:
            raise _outdated() from error
        tell(done, total)


def _outdated():
    return Outdated(_("Records changed since the check. Check the rows again."))


def _lay_down(batch, rows):
    new = [row for row in rows if "entity" in row.values["new"]]
    entities = {row.entity_uid: _entity(batch, row) for row in new}
    Entity.objects.bulk_create(entities.values())
    _lay_down_identifiers(new, entities)
    contacts = [
        EntityContact(entity=entities[row.entity_uid], **row.values["contact"])
        for row in new
        if "contact" in row.values
    ]
    EntityContact.objects.bulk_create(contacts)
    answering = [row for row in rows if "response" in row.values["new"]]
    known = [row.entity_uid for row in answering if row.entity_uid not in entities]
    entities |= {entity.uid: entity for entity in Entity.objects.present().filter(uid__in=known)}
    if any(row.entity_uid not in entities for row in answering):
        raise _outdated()
    SurveyResponse.objects.bulk_create(_response(batch, row, entities[row.entity_uid]) for row in answering)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(applied=True)


def _entity(batch, row):
    columns = typed(Entity, row.values["columns"])
    entity = Entity(
        uid=row.entity_uid,
        country_id=batch.study.country_id,
        pending=batch,
        is_sample=batch.study.is_sample,
        **columns,
    )
    entity.names_folded = folded_names(entity.name, entity.name_local, entity.other_names)
    return entity


def _lay_down_identifiers(rows, entities):
    EntityIdentifier.objects.bulk_create(
        EntityIdentifier(entity=entities[row.entity_uid], scheme=scheme, value=value, is_public=is_public)
        for row in rows
        for scheme, (value, is_public) in row.values.get("identifiers", {}).items()
    )


def _response(batch, row, entity):
    return SurveyResponse(
        uid=row.response_uid, study=batch.study, entity=entity, pending=batch, batch=batch, entered_by=batch.by,
        interviewer=row.values.get("interviewer") or str(batch.by or "")[:80],
        **typed(SurveyResponse, row.values.get("answers", {})),
    )  # fmt: skip


def clear_hidden(batch):
    """Remove what lies hidden for a batch, in chunks; safe to repeat."""
    for model in (SurveyResponse, Entity):
        hidden = model.with_pending.filter(pending=batch).order_by("pk")
        while keys := list(hidden.values_list("pk", flat=True)[:CHUNK]):
            with transaction.atomic():
                model.with_pending.filter(pk__in=keys, pending=batch).delete()


# --- The switch ---


@transaction.atomic
def _switch(batch, claim):
    now = timezone.now()
    hold(
        batch, claim, state=State.PUBLISHED, published_at=now, version=F("version") + 1, claim=None, error=""
    )
    for rows in chunks_of(batch.rows.filter(outcome__in=(Outcome.CREATE, Outcome.UPDATE))):
        _change_known(batch, rows, now)
    # `updated_at` is when readers can first see it: who asks for what changed since must not miss it.
    Entity.with_pending.filter(pending=batch).update(pending=None, updated_at=now)
    SurveyResponse.with_pending.filter(pending=batch).update(pending=None, updated_at=now)
    tell_published(batch, batch.by)
    batch.refresh_from_db()


def chunks_of(rows):
    """Lists of staged rows, in the order of the file."""
    last = 0
    while some := list(rows.filter(number__gt=last).order_by("number")[:READ]):
        last = some[-1].number
        yield some


def is_known(row, part):
    """Did the record exist before the import, and did the import change it?"""
    return bool(row.versions[part]) and part in (row.told or {})


def _change_known(batch, rows, now):
    entities = {row.entity_uid: row for row in rows if row.versions["entity"] and row.told}
    responses = {row.response_uid: row for row in rows if is_known(row, "response")}
    _refuse_outdated(entities, responses)
    for row in entities.values():
        if "entity" in row.told:
            change_record(Entity, row.entity_uid, row.values.get("columns", {}), now)
            set_identifiers(row.entity_uid, row.values.get("identifiers", {}))
        if "contact" in row.values:
            set_contact(row.entity_uid, row.values["contact"], now)
    for row in responses.values():
        change_record(SurveyResponse, row.response_uid, row.values["answers"], now)


def _refuse_outdated(entities, responses):
    """What is changed must be as it was checked; what gets a response must still be on the register."""
    rows = Entity.objects.select_for_update().filter(uid__in=entities)
    seen = {
        uid: version
        for uid, version, removed in rows.values_list("uid", "version", "removed_at")
        if not removed
    }
    gone = [uid for uid in entities if uid not in seen]
    changed = [
        uid
        for uid, row in entities.items()
        if "entity" in row.told and seen.get(uid) != row.versions["entity"]
    ]
    rows = SurveyResponse.objects.select_for_update().filter(uid__in=responses)
    seen = dict(rows.values_list("uid", "version"))
    changed += [uid for uid, row in responses.items() if seen.get(uid) != row.versions["response"]]
    if gone or changed:
        raise _outdated()


def change_record(model, uid, columns, now):
    """Write columns that came out of JSON, and raise the version."""
    values = typed(model, columns)
    model.objects.filter(uid=uid).update(version=F("version") + 1, updated_at=now, **values)


def set_identifiers(uid, identifiers):
    """Set {scheme: (value, is_public)}; an empty value takes the identifier away. Outdated when one is taken."""
    if not identifiers:
        return
    entity = Entity.objects.get(uid=uid)
    EntityIdentifier.objects.filter(entity=entity, scheme__in=identifiers).delete()
    given = [(scheme, value, shown) for scheme, (value, shown) in identifiers.items() if value]
    try:
        EntityIdentifier.objects.bulk_create(
            EntityIdentifier(entity=entity, scheme=scheme, value=value, is_public=shown)
            for scheme, value, shown in given
        )
    except IntegrityError as error:
        raise _outdated() from error


def set_contact(uid, contact, now):
    """Write the contact's changed fields."""
    entity = Entity.objects.get(uid=uid)
    EntityContact.objects.update_or_create(entity=entity, defaults={**contact, "updated_at": now})
