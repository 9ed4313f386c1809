"""Publication: new records are laid down hidden, in chunks; one short transaction then shows and changes everything.

It can be killed at any point and run again: what lies hidden is marked on its row, and only the last transaction
is seen by anybody.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from ..models import Entity, EntityContact, EntityIdentifier, ImportRow, SurveyResponse
from ..services.entity_values import folded_names
from .check import CHUNK, State, finish, hold, noting_failure, take
from .history import tell_published
from .problems import Outdated
from .writing import Changes, outdated, typed

Outcome = ImportRow.Outcome


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
            raise outdated() from error
        tell(done, total)


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
        raise outdated()
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


def _switch(batch, claim):
    changes = Changes(batch.rows.filter(outcome__in=(Outcome.CREATE, Outcome.UPDATE)))
    now = timezone.now()
    with transaction.atomic():
        hold(
            batch,
            claim,
            state=State.PUBLISHED,
            published_at=now,
            version=F("version") + 1,
            claim=None,
            error="",
        )
        changes.refuse_outdated()
        changes.writes.run(now)
        # `updated_at` is when readers can first see it: who asks for what changed since must not miss it.
        Entity.with_pending.filter(pending=batch).update(pending=None, updated_at=now)
        SurveyResponse.with_pending.filter(pending=batch).update(pending=None, updated_at=now)
        tell_published(batch, batch.by)
