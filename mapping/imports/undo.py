"""Taking a published batch back as a whole, while nothing later touched its rows."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.records.services import remember

from ..models import Entity, EntityContact, EntityIdentifier, ImportBatch, ImportRow, SurveyResponse
from .history import tell_undone
from .problems import Touched, WrongState
from .publish import clear_hidden
from .writing import Writes, chunks_of, in_parts, is_known, versions_of

State = ImportBatch.State
MOST_LISTED = 50


def undo(batch, *, by, reason):
    """Hide what the batch created and restore what it changed, at once; `clear_undone` then removes the hidden.

    Raises Touched with the records, at most 50, that somebody changed since.
    """
    # The staged rows of a published batch never change: they are read before the transaction, to keep it short.
    done = _Done(batch)
    with transaction.atomic():
        mine = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if mine.state != State.PUBLISHED:
            raise WrongState(_("Only a published import can be undone."))
        _refuse_touched(done, mine)
        now = timezone.now()
        done.writes.run(now)
        done.hide(mine, now)
        tell_undone(mine, by, reason)
        remember("undone", mine, by=by, country=mine.study.country_id, reason=reason, batch=mine.uid)
        mine.state, mine.version, mine.updated_at = State.UNDOING, mine.version + 1, now
        mine.save(update_fields=["state", "version", "updated_at"])
    batch.refresh_from_db()


class _Done:
    """What a batch did: the versions it left behind, what it created, and the writes that restore the rest."""

    def __init__(self, batch):
        self.writes = Writes()
        self.entities, self.responses, self.about, self.contacts = {}, {}, {}, {}
        self.new_entities, self.new_responses = [], []
        for some in chunks_of(
            batch.rows.filter(outcome__in=(ImportRow.Outcome.CREATE, ImportRow.Outcome.UPDATE))
        ):
            for row in some:
                self._add(row)

    def _add(self, row):
        if "entity" in row.told:
            self.entities[row.entity_uid] = row.versions["entity"] + 1
        if "response" in row.told:
            self.responses[row.response_uid] = row.versions["response"] + 1
            self.about[row.response_uid] = row.entity_uid
        if "contact" in row.values:
            self.contacts[row.entity_uid] = row.values["contact"]
        new = row.values.get("new", ())
        self.new_entities += [row.entity_uid] if "entity" in new else []
        self.new_responses += [row.response_uid] if "response" in new else []
        self._restore(row)

    def _restore(self, row):
        before, given = row.before, row.values.get("identifiers", {})
        if is_known(row, "entity"):
            former = dict(before["entity"])
            identifiers = former.pop("identifiers", {})
            self.writes.change(Entity, row.entity_uid, former)
            self.writes.identify(
                row.entity_uid, {scheme: (value, given[scheme][1]) for scheme, value in identifiers.items()}
            )
        if row.versions["entity"] and "contact" in before:
            self.writes.contact(row.entity_uid, before["contact"])
        if is_known(row, "response"):
            self.writes.change(SurveyResponse, row.response_uid, before["response"])

    def hide(self, batch, now):
        for some in in_parts(self.new_entities):
            # Their identifiers are free at once, for the corrected file.
            EntityIdentifier.objects.filter(entity__uid__in=some).delete()
            Entity.objects.filter(uid__in=some).update(pending=batch, updated_at=now)
        for some in in_parts(self.new_responses):
            SurveyResponse.objects.filter(uid__in=some).update(pending=batch, updated_at=now)


def clear_undone(batch):
    """Remove what an undone batch had created; safe to repeat."""
    clear_hidden(batch)
    ImportBatch.objects.filter(pk=batch.pk, state=State.UNDOING).update(state=State.UNDONE)
    batch.refresh_from_db()


def _refuse_touched(done, batch):
    touched = dict.fromkeys(
        (*_touched_entities(done, batch), *_touched_responses(done), *_touched_contacts(done))
    )
    if touched:
        listed = list(touched)[:MOST_LISTED]
        names = dict(Entity.with_pending.filter(uid__in=listed).values_list("uid", "name"))
        records = [names.get(uid, str(uid)) for uid in listed]
        message = _("%(count)d records were changed since: %(names)s.")
        told = {"count": len(touched), "names": ", ".join(f"“{name}”" for name in records[:5])}
        raise Touched(message % told, records=records)


def _touched_entities(done, batch):
    """Public ids of entities that are not as the batch left them, or have somebody else's response."""
    found = versions_of(Entity, done.entities)
    yield from (uid for uid, version in done.entities.items() if found.get(uid) != version)
    for some in in_parts(done.new_entities):
        others = SurveyResponse.with_pending.filter(entity__uid__in=some).exclude(batch=batch)
        yield from others.values_list("entity__uid", flat=True)


def _touched_responses(done):
    found = versions_of(SurveyResponse, done.responses)
    yield from (done.about[uid] for uid, version in done.responses.items() if found.get(uid) != version)


def _touched_contacts(done):
    for some in in_parts(done.contacts):
        rows = EntityContact.objects.filter(entity__uid__in=some).select_related("entity")
        found = {contact.entity.uid: contact for contact in rows}
        for uid in some:
            if any(getattr(found.get(uid), name, None) != text for name, text in done.contacts[uid].items()):
                yield uid
