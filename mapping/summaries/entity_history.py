"""What was done to an organisation's record, for those who may read the history."""

from django.utils.translation import gettext_lazy as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.records.models import Change
from sse_portal.reference import summaries as reference
from sse_portal.ui.facts import Act, FieldChange

from .entity_pages import code_label, fact_label, may_read_restricted, name_in

SHOWN = 50
ACTS = {
    "registered": _("Registered"),
    "changed": _("Changed"),
    "reviewed": _("Brought up to a verified response"),
    "identified": _("Identifier changed"),
    "contact changed": _("Contact changed"),
    "removed": _("Taken off the register"),
    "unlisted": _("Taken off the public list"),
    "imported": _("Imported"),
}
# What the history names, and the question of the codebook that it answers. Anything else is not told.
PUBLIC = {
    "name": "entity_name", "name_local": "entity_name_local", "region_id": "region", "region": "region",
    "legal_form_id": "legal_form", "legal_form": "legal_form", "organisation_type": "organisation_type",
    "isic_main": "isic_main", "year_established": "year_established", "operational_status": "operational_status",
}  # fmt: skip
RESTRICTED = {"locality": "locality", "consent_public_listing": "consent_public_listing"}
NAMES_OF = {"region": reference.region, "legal_form": reference.legal_form}


def history_of(entity, user, language):
    """The newest acts on an entity; empty for those who may not read its history.

    Restricted fields are told only to those who may read them; identifiers and contacts never with their values.
    """
    if not can(user, Can.READ_HISTORY, entity.country_id):
        return ()
    told = PUBLIC | (RESTRICTED if may_read_restricted(entity, user) else {})
    lines = Change.objects.about(entity).newest_first().select_related("by")[:SHOWN]
    return tuple(_event(line, told, language) for line in lines)


def _event(line, told, language):
    return Act(
        what=str(ACTS.get(line.act, line.act)),
        when=line.at,
        who=str(line.by) if line.by else "",
        why=line.reason,
        changes=tuple(_changes(line, told, language)) if line.before else (),
    )


def _changes(line, told, language):
    after = line.after or {}
    for field in sorted(set(line.before) | set(after)):
        if variable := told.get(field):
            before, now = (
                _in_words(variable, values.get(field), language) for values in (line.before, after)
            )
            yield FieldChange(fact_label(variable, language), before, now)


def _in_words(variable, value, language):
    if variable in NAMES_OF:
        return name_in(NAMES_OF[variable](value), language)
    return code_label(variable, value, language) if isinstance(value, str) else value
