"""Taking a published batch back as a whole, while nothing later touched its rows."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Entity, EntityContact, EntityIdentifier, ImportBatch, ImportRow, SurveyResponse
from .history import tell_undone
from .problems import Touched, WrongState
from .publish import change_record, chunks_of, clear_hidden, is_known, set_contact, set_identifiers

State = ImportBatch.State
MOST_LISTED = 50


@transaction.atomic
def undo(batch, *, by, reason):
    """Hide what the batch created and restore what it changed, at once; `clear_undone` then removes the hidden.

    Raises Touched with the records, at most 50, that somebody changed since.
    """
    mine = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if mine.state != State.PUBLISHED:
        raise WrongState(_("Only a published import can be undone."))
    rows = mine.rows.filter(outcome__in=(ImportRow.Outcome.CREATE, ImportRow.Outcome.UPDATE))
    _refuse_touched(rows, mine)
    now = timezone.now()
    for some in chunks_of(rows):
        for row in some:
            _restore(row, now)
        _hide(mine, some, now)
    tell_undone(mine, by, reason)
    mine.state, mine.version, mine.updated_at = State.UNDOING, mine.version + 1, now
    mine.save(update_fields=["state", "version", "updated_at"])
    batch.refresh_from_db()


def clear_undone(batch):
    """Remove what an undone batch had created; safe to repeat."""
    clear_hidden(batch)
    ImportBatch.objects.filter(pk=batch.pk, state=State.UNDOING).update(state=State.UNDONE)
    batch.refresh_from_db()


def _refuse_touched(rows, batch):
    touched = {}
    for some in chunks_of(rows):
        for found in (_touched_entities(some, batch), _touched_responses(some), _touched_contacts(some)):
            touched |= dict.fromkeys(found)
    if touched:
        listed = list(touched)[:MOST_LISTED]
        names = dict(Entity.with_pending.filter(uid__in=listed).values_list("uid", "name"))
        records = [names.get(uid, str(uid)) for uid in listed]
        message = _("%(count)d records were changed since: %(names)s.")
        told = {"count": len(touched), "names": ", ".join(f"“{name}”" for name in records[:5])}
        raise Touched(message % told, records=records)


def _touched_entities(rows, batch):
    """Public ids of entities that are not as the batch left them, or have somebody else's response."""
    expected = {row.entity_uid: row.versions["entity"] + 1 for row in rows if "entity" in (row.told or {})}
    found = dict(Entity.objects.filter(uid__in=expected).values_list("uid", "version"))
    changed = [uid for uid, version in expected.items() if found.get(uid) != version]
    new = [row.entity_uid for row in rows if not row.versions["entity"]]
    others = SurveyResponse.with_pending.filter(entity__uid__in=new).exclude(batch=batch)
    return changed + list(others.values_list("entity__uid", flat=True))


def _touched_responses(rows):
    mine = [row for row in rows if "response" in (row.told or {})]
    found = dict(
        SurveyResponse.objects.filter(uid__in=[row.response_uid for row in mine]).values_list(
            "uid", "version"
        )
    )
    return [row.entity_uid for row in mine if found.get(row.response_uid) != row.versions["response"] + 1]


def _touched_contacts(rows):
    mine = {row.entity_uid: row.values["contact"] for row in rows if "contact" in row.values}
    kept = EntityContact.objects.filter(entity__uid__in=mine).select_related("entity")
    found = {contact.entity.uid: contact for contact in kept}
    return [
        uid
        for uid, given in mine.items()
        if any(getattr(found.get(uid), name, None) != text for name, text in given.items())
    ]


def _restore(row, now):
    before = row.before or {}
    if is_known(row, "entity"):
        columns = {name: value for name, value in before["entity"].items() if name != "identifiers"}
        change_record(Entity, row.entity_uid, columns, now)
        given = row.values.get("identifiers", {})
        former = before["entity"].get("identifiers", {})
        set_identifiers(
            row.entity_uid, {scheme: (value, given[scheme][1]) for scheme, value in former.items()}
        )
    if row.versions["entity"] and "contact" in before:
        set_contact(row.entity_uid, before["contact"], now)
    if is_known(row, "response"):
        change_record(SurveyResponse, row.response_uid, before["response"], now)


def _hide(batch, rows, now):
    new = [row.entity_uid for row in rows if "entity" in row.values.get("new", ())]
    # Their identifiers are free at once, for the corrected file.
    EntityIdentifier.objects.filter(entity__uid__in=new).delete()
    Entity.objects.filter(uid__in=new).update(pending=batch, updated_at=now)
    responses = [row.response_uid for row in rows if "response" in row.values.get("new", ())]
    SurveyResponse.objects.filter(uid__in=responses).update(pending=batch, updated_at=now)
