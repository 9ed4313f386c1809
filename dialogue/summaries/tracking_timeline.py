"""The timeline of a recommendation, from its evidence to the proof of what was done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from network.summaries.choosing import choosable
from sse_portal.basics.text import in_language
from sse_portal.ui.facts import Act

from ..models import (
    Evidence,
    EvidenceCheck,
    KeyAction,
    ManagementResponse,
    ProgressUpdate,
    Recommendation,
    Visibility,
)

MOST = 200


@dataclass(frozen=True)
class Timeline:
    """What happened, the newest first, at most 200; `more`: there is more that is not shown."""

    events: tuple[Act, ...]
    more: bool


def section(recommendation, user, language):
    """The section of the page; None while nothing happened that everybody who sees the page may know."""
    parts = (_steps, _evidence, _checks, _answers, _plans, _progress)
    events = [event for part in parts for event in part(recommendation, user, language)]
    events.sort(key=lambda event: event.when, reverse=True)
    return Timeline(tuple(events[:MOST]), len(events) > MOST) if events else None


def _act(what, when, *, who="", why=""):
    return Act(what=what, when=when, who=who, why=why)


def _steps(recommendation, _user, _language):
    statuses = {
        "consulted_at": "in_consultation", "adopted_at": "adopted", "transmitted_at": "transmitted",
        "closed_at": recommendation.status,
    }  # fmt: skip
    for name, status in statuses.items():
        if moment := getattr(recommendation, name):
            label = str(Recommendation.Status(status).label).capitalize()
            yield _act(label, moment, why=recommendation.closing_reason if name == "closed_at" else "")


def _called(piece):
    value = "" if piece.value is None else f" {piece.value.normalize():f}"
    return f"{piece.get_kind_display()} {piece.indicator}{value}".strip()


def _evidence(recommendation, user, language):
    rows = Evidence.objects.visible_to(user).of_recommendation(recommendation)
    for row in rows:
        what = _("Evidence: %(what)s") % {"what": _called(row)}
        yield _act(what, row.pinned_at, why=in_language(row.note, language))
        if row.removed_at:
            yield _act(_("Evidence taken off: %(what)s") % {"what": _called(row)}, row.removed_at)


def _checks(recommendation, user, _language):
    known = {row.pk: row for row in Evidence.objects.visible_to(user).of_recommendation(recommendation)}
    before = {}
    for line in EvidenceCheck.objects.of_evidence(known).order_by("id"):
        state = (line.status, line.value)
        if line.status != "current" and before.get(line.evidence_id) != state:
            now = "" if line.value is None else f" → {line.value.normalize():f}"
            label = f"{_called(known[line.evidence_id])}{now} ({line.get_status_display()})"
            yield _act(_("Evidence: %(what)s") % {"what": label}, line.at)
        before[line.evidence_id] = state


def _answers(recommendation, user, language):
    rows = ManagementResponse.objects.of_recommendations([recommendation.pk])
    rows = list(rows.select_related("addressee").order_by("id"))
    names = _names(user, [row.addressee.organization_id for row in rows])
    for row in rows:
        yield _act(
            _("Answer: %(what)s") % {"what": row.get_position_display()}, row.at,
            who=names.get(row.addressee.organization_id, ""), why=in_language(row.justification, language),
        )  # fmt: skip


def _plans(recommendation, user, language):
    rows = list(KeyAction.objects.of_recommendations([recommendation.pk]))
    names = _names(user, [row.responsible_id for row in rows])
    for row in rows:
        what = _("Planned: %(what)s") % {"what": in_language(row.title, language)}
        yield _act(what, row.created_at, who=names.get(row.responsible_id, ""))


def _progress(recommendation, user, language):
    rows = ProgressUpdate.objects.visible_to(user).filter(action__recommendation=recommendation)
    for row in rows.select_related("action", "verification").order_by("id"):
        title = in_language(row.action.title, language)
        state = "" if row.visibility != Visibility.PUBLIC else str(row.get_state_display())
        what = f"{title}: {state or row.get_visibility_display()}"
        yield _act(what, row.at, why=in_language(row.narrative, language))
        if verification := getattr(row, "verification", None):
            found = f"{title}: {verification.get_verdict_display()}"
            yield _act(found, verification.at, why=verification.reason)


def _names(user, keys):
    """{key: name} of the organisations that `user` may know."""
    return dict(choosable(user).filter(pk__in=set(keys)).order_by().values_list("pk", "name"))
