"""What was done to a response, in words."""

from django.utils.translation import gettext_lazy as _

from sse_portal.records.models import Change
from sse_portal.ui.facts import Act, FieldChange

from ..definition.codebook import CODEBOOK
from .answers import question_label, stored_in_words

SHOWN = 100
ACTS = {
    "started": _("Started"),
    "answered": _("Answers changed"),
    "submitted": _("Submitted"),
    "verified": _("Verified"),
    "returned": _("Returned"),
    "imported": _("Imported"),
}


def history_of(response, language):
    """The newest acts on a response, at most 100. Whoever reads this may read its answers."""
    lines = Change.objects.about(response).newest_first().select_related("by")[:SHOWN]
    return tuple(_event(line, response.study.country_id, language) for line in lines)


def _event(line, country, language):
    return Act(
        what=ACTS.get(line.act, line.act),
        when=line.at,
        who=str(line.by) if line.by else "",
        why=line.reason,
        changes=tuple(_changes(line.before or {}, line.after or {}, country, language)),
    )


def _changes(before, after, country, language):
    names = [name for name in CODEBOOK if name in before or name in after]
    for name in names:
        old, new = (stored_in_words(name, values.get(name), country, language) for values in (before, after))
        yield FieldChange(question_label(name, language), old, new)
