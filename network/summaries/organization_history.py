"""What was done to an organisation's entry, for those who keep it."""

from django.utils.translation import gettext_lazy as _

from sse_portal.accounts.models import User
from sse_portal.records.models import Change
from sse_portal.ui.facts import Act, FieldChange

from ..services.common import may_keep
from .organization_words import LABELS, in_words

SHOWN = 50
ACTS = {
    "registered": _("Registered"),
    "changed": _("Changed"),
    "identified": _("Identifier changed"),
    "dissolved": _("Dissolved"),
    "reactivated": _("Active again"),
    "steward named": _("Somebody was named to keep the page"),
    "steward ended": _("Somebody no longer keeps the page"),
    "proposal accepted": _("A proposal was accepted, made by"),
    "imported": _("Imported"),
    "merged": _("Another entry was merged into it"),
    "absorbed": _("Merged into another entry"),
    "unmerged": _("A merge was undone"),
}
# Acts that are told with what they changed.
TOLD = frozenset({"changed", "dissolved", "reactivated", "merged", "absorbed", "unmerged"})
# Under which names the history refers to persons.
PERSONS = ("user", "proposed_by")


def history_of(organization, user, language):
    """The newest acts on an entry; empty for those who do not keep it."""
    if not may_keep(user, organization.country_id):
        return ()
    lines = list(Change.objects.about(organization).newest_first().select_related("by")[:SHOWN])
    named = {str(value) for line in lines for name in PERSONS if (value := (line.after or {}).get(name))}
    people = {str(person.uid): str(person) for person in User.objects.filter(uid__in=named)} if named else {}
    return tuple(_line(line, people, user, language) for line in lines)


def _line(line, people, user, language):
    named = next((people.get(line.after[name]) for name in PERSONS if name in (line.after or {})), None)
    act = str(ACTS.get(line.act, line.act))
    return Act(
        what=f"{act}: {named}" if named else act, when=line.at, who=str(line.by) if line.by else "",
        why=line.reason, changes=tuple(_changes(line, user, language)),
    )  # fmt: skip


def _changes(line, user, language):
    before, after = line.before or {}, line.after or {}
    if line.act in TOLD:
        for name in sorted(set(before) | set(after)):
            if label := LABELS.get(name.removesuffix("_id")):
                was, is_now = (in_words(name, values.get(name), language, user) for values in (before, after))
                yield FieldChange(label, was, is_now)
