"""Merging two entries of one organisation, and undoing it exactly."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.basics.text import clean_text
from sse_portal.records.services import remember, stale

from ..models import Merge, Organization
from .common import require_keeper
from .harvest import note_organizations
from .merge_fields import disputes, merged_values, read_choices
from .merge_rows import changed_since, content, move_back, move_rows, restored, row_of
from .organization_values import present_values

LONGEST_REASON = 1_000


class NotTwoEntries(Invalid):
    """An entry cannot be merged with itself."""

    code, field = "not-two-entries", "absorbed"


class MergedAlready(Conflict):
    """One of the two was merged into another entry before."""

    code, field = "merged-already", "absorbed"


class UndoneAlready(Conflict):
    code = "undone-already"


class ChangedSince(Conflict):
    """What a merge left was changed since: undoing it would lose that. `errors` has a line for each."""

    code = "changed-since"


@transaction.atomic
def merge_organizations(*, by, survivor, absorbed, choices, version_survivor, version_absorbed, reason=""):
    """Make one entry of two. Every row that refers to `absorbed` refers to `survivor` from now on.

    `choices` says "survivor" or "absorbed" for fields in dispute (`merge_fields.disputes`); those left out take
    their default. All names of both stay findable. The absorbed entry stays as a signpost for good. A parent that
    would lie below the merged entry itself is left out. Returns the Merge.

    Raises StaleVersion, MergedAlready, NotTwoEntries, StillReferred, and Invalid for choices that contradict.
    """
    reason = clean_text(reason, limit=LONGEST_REASON, field="reason")
    survivor, absorbed = _locked(survivor, absorbed)
    for entry in (survivor, absorbed):
        require_keeper(by, entry.country_id)
    _require_present(survivor, absorbed)
    for entry, version in ((survivor, version_survivor), (absorbed, version_absorbed)):
        if entry.version != version:
            raise stale(entry)
    chosen = read_choices(choices, disputes(survivor, absorbed))
    values = merged_values(survivor, absorbed, chosen)
    at, before = timezone.now(), {"survivor": row_of(survivor), "absorbed": row_of(absorbed)}
    said = [_said(entry) for entry in (survivor, absorbed)]
    moved = move_rows(absorbed, survivor, at=at)
    values["parent_id"] = _parent(survivor, absorbed, values["parent_id"])
    _write(survivor, values, at)
    _write(absorbed, {"status": Organization.Status.MERGED, "merged_into_id": survivor.pk}, at)
    after = {"survivor": row_of(survivor), "absorbed": row_of(absorbed)}
    merge = Merge.objects.create(
        survivor=survivor, absorbed=absorbed, choices=chosen, before=before, after=after, moved=moved,
        reason=reason, merged_by=by, created_at=at, updated_at=at,
    )  # fmt: skip
    for act, entry, former in (("merged", survivor, said[0]), ("absorbed", absorbed, said[1])):
        _remember(act, entry, former, by=by, merge=merge, reason=reason)
    note_organizations([survivor, absorbed])
    return merge


def _locked(survivor, absorbed):
    """Both entries as they are, locked always in the same order."""
    if survivor.pk == absorbed.pk:
        raise NotTwoEntries(_("Choose two different entries."))
    keys = (survivor.pk, absorbed.pk)
    found = Organization.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    entries = {entry.pk: entry for entry in found}
    return entries[survivor.pk], entries[absorbed.pk]


def _require_present(survivor, absorbed):
    for entry, field in ((survivor, "survivor"), (absorbed, "absorbed")):
        if entry.merged_into_id:
            message = _("“%(name)s” was merged into another entry already.")
            raise MergedAlready(message % {"name": entry.name}, field=field)


def _said(entry):
    """What an entry says, in the words of the directory's history."""
    survivor = entry.merged_into and str(entry.merged_into.uid)
    further = {"country": entry.country_id, "status": str(entry.status), "dissolved": entry.dissolved}
    return present_values(entry) | further | {"merged_into": survivor}


def _remember(act, entry, former, *, by, merge, reason):
    """A line of history with what the entry says differently now; `batch` ties the lines of one merge together."""
    now = _said(entry)
    changed = [name for name in now if now[name] != former[name]]
    remember(
        act, entry, by=by, country=entry.country_id, reason=reason, batch=merge.uid,
        before={name: former[name] for name in changed}, after={name: now[name] for name in changed},
    )  # fmt: skip


def _write(entry, values, at):
    """Write columns, and raise the version in any case: the rows that refer to an entry are a part of it."""
    Organization.objects.filter(pk=entry.pk).update(version=F("version") + 1, updated_at=at, **values)
    entry.refresh_from_db()


def _parent(survivor, absorbed, chosen):
    """The chosen parent, else the other one, else none: whichever does not lie below the merged entry."""
    for key in (chosen, survivor.parent_id, absorbed.parent_id):
        if key is not None and not _leads_back(key, (survivor.pk, absorbed.pk)):
            return key
    return None


def _leads_back(key, goals):
    """Does the way up from an organisation come to one of `goals`?"""
    seen = set()
    while key is not None and key not in seen:
        if key in goals:
            return True
        seen.add(key)
        key = Organization.objects.filter(pk=key).values_list("parent_id", flat=True).first()
    return False


def _is_merged(key, *, but):
    """Was the entry with a database key merged away, `but` apart?"""
    if key is None or key == but.pk:
        return False
    return Organization.objects.filter(pk=key, merged_into__isnull=False).exists()


@transaction.atomic
def undo_merge(*, by, merge, reason=""):
    """Restore both entries and every row that a merge moved or took out, exactly as they were.

    Only `version` and `updated_at` go on, of the two entries and of moved rows that have them: whoever read the
    merged state must not write over the restored one. Merges into one entry are undone in reverse order.
    Raises UndoneAlready, and ChangedSince with every row or entry that was changed or removed since.
    """
    reason = clean_text(reason, limit=LONGEST_REASON, field="reason")
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    survivor, absorbed = _locked(merge.survivor, merge.absorbed)
    countries = [survivor.country_id, *(row["country_id"] for row in merge.before.values())]
    for country in dict.fromkeys(countries):
        require_keeper(by, country)
    if merge.undone_at:
        raise UndoneAlready(_("This merge was undone already."))
    refuse_changed(merge, survivor, absorbed)
    at, said = timezone.now(), [_said(entry) for entry in (survivor, absorbed)]
    _write(survivor, _former(merge.before["survivor"]), at)
    _write(absorbed, _former(merge.before["absorbed"]), at)
    move_back(merge.moved, absorbed, at=at)
    _refuse_circle(survivor, absorbed)
    for entry, former in ((survivor, said[0]), (absorbed, said[1])):
        _remember("unmerged", entry, former, by=by, merge=merge, reason=reason)
    Merge.objects.filter(pk=merge.pk).update(
        undone_by=by, undone_at=at, version=F("version") + 1, updated_at=at
    )
    note_organizations([survivor, absorbed])
    merge.refresh_from_db()
    return merge


def _former(row):
    values = restored(Organization, content(row))
    return {name: value for name, value in values.items() if name not in ("id", "uid")}


def refuse_changed(merge, survivor, absorbed):
    """Raise ChangedSince unless a merge can be undone without losing anything later."""
    reasons = obstacles(merge, survivor, absorbed)
    if reasons:
        message = _("This was changed since the merge; undoing it would lose that.")
        raise ChangedSince(message, errors=[_line(each) for each in reasons])


def _refuse_circle(*entries):
    """Another entry may have been put below since: restored parents must not lead back."""
    for entry in entries:
        if _leads_back(entry.parent_id, (entry.pk,)):
            message = _("The parent of “%(name)s” lies below it now.") % {"name": entry.name}
            raise ChangedSince(message, errors=[_line(message)])


def _line(message):
    return {"field": "", "code": ChangedSince.code, "message": message}


def obstacles(merge, survivor, absorbed):
    """What keeps a merge from being undone: [sentence], empty when nothing does."""
    found = []
    for side, entry in (("survivor", survivor), ("absorbed", absorbed)):
        if content(row_of(entry)) != content(merge.after[side]):
            found.append(_("The entry “%(name)s” was changed.") % {"name": entry.name})
        elif _is_merged(merge.before[side]["parent_id"], but=absorbed):
            found.append(_("The former parent of “%(name)s” was merged.") % {"name": entry.name})
    return found + changed_since(merge.moved, survivor)
