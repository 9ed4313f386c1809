"""Imports of organisations: planned first, then written by the services of the directory."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Invalid, Problem

from ..models import Organization
from .import_plan import plan_import
from .import_rows import CREATE, DUPLICATE, NEW, SKIP, UPDATE
from .organizations import (
    change_organization,
    dissolve_organization,
    reactivate_organization,
    register_organization,
)
from .relationships import AlreadyRelated, relate_organizations

CHUNK = 250


class Undecided(Conflict):
    """Likely duplicates wait for a decision."""

    code, field = "undecided", "decision"


class Stopped(Conflict):
    """A row that was planned could not be written: somebody changed something meanwhile."""

    code = "import-stopped"


@dataclass(frozen=True)
class Done:
    """What an import did: the planned rows with their organisations, and how many of each outcome."""

    planned: list
    counts: dict


def counts_of(planned):
    """{outcome: number of rows}."""
    return dict(Counter(each.outcome for each in planned))


def run_import(*, by, rows, decisions=None, undecided="", reason="", chunk=None):
    """Write the rows of a file into the directory; refused and skipped ones stay out. Returns Done.

    Everything in one transaction, or in one for every `chunk` rows, and again for what ties them together. Raises
    Undecided for likely duplicates that nobody decided, Stopped with the line of a row that could not be written.
    """
    if undecided not in ("", NEW, SKIP):
        raise Invalid(_("Choose new or skip."), field="undecided")
    if chunk:
        return _run(by, rows, decisions, undecided, reason, chunk)
    with transaction.atomic():
        return _run(by, rows, decisions, undecided, reason, max(len(rows), 1))


def _run(by, rows, decisions, undecided, reason, chunk):
    planned = plan_import(by=by, rows=rows, decisions=decisions, undecided=undecided)
    counts = counts_of(planned)
    if DUPLICATE in counts:
        raise Undecided(_("%(count)d likely duplicates wait for a decision.") % {"count": counts[DUPLICATE]})
    written = [each for each in planned if each.outcome in (CREATE, UPDATE)]
    for step in (_write, _tie):
        for start in range(0, len(written), chunk):
            with transaction.atomic():
                for each in written[start : start + chunk]:
                    _attempt(step, by, each, reason)
    return Done(planned, counts)


def _attempt(step, by, each, reason):
    try:
        step(by, each, reason)
    except Problem as problem:
        said = "; ".join(f"{entry['field']}: {entry['message']}" for entry in problem.errors) or str(problem)
        message = _("Line %(line)d: %(reason)s") % {"line": each.number, "reason": said}
        raise Stopped(message) from problem


def _write(by, each, reason):
    """Register or change one organisation."""
    if each.outcome == CREATE:
        each.organization = register_organization(
            by=by, country=each.country, values=each.values, uid=each.incoming.uid or None
        )
    elif any(name not in ("status", "parent") for name, _before, _after in each.changes):
        change_organization(
            by=by, organization=each.organization, values=each.values, version=each.organization.version,
            reason=reason,
        )  # fmt: skip
    _end(by, each, reason)


def _end(by, each, reason):
    """Say that it is dissolved, or active again."""
    wanted = next((after for name, _before, after in each.changes if name == "status"), None)
    organization = each.organization
    given = {"by": by, "organization": organization, "version": organization.version, "reason": reason}
    if wanted == Organization.Status.DISSOLVED:
        dissolve_organization(**given, year=each.incoming.dissolved)
    elif wanted == Organization.Status.ACTIVE and organization.status != Organization.Status.ACTIVE:
        reactivate_organization(**given)


def _tie(by, each, reason):
    """The organisation above, and relationships; what the directory does not take is noted, and left out."""
    if each.parent is not None:
        _noting(each, lambda: _set_parent(by, each, reason))
    for kind, is_subject, other in each.relations:
        ends = (each.organization, _organization(other))
        subject, object_ = ends if is_subject else ends[::-1]
        values = {"kind": kind, "subject": str(subject.uid), "object": str(object_.uid)}
        values |= {"source": each.incoming.values.get("source", "")}
        _noting(each, lambda values=values: relate_organizations(by=by, values=values))


def _set_parent(by, each, reason):
    # What was written since is in the database, not in what the plan read.
    organization = Organization.objects.get(pk=each.organization.pk)
    change_organization(
        by=by, organization=organization, values={"parent": str(_organization(each.parent).uid)},
        version=organization.version, reason=reason,
    )  # fmt: skip


def _noting(each, act):
    try:
        with transaction.atomic():
            act()
    except AlreadyRelated:
        return
    except Problem as problem:
        each.notes += [entry["message"] for entry in problem.errors] or [problem.message]


def _organization(end):
    return end if isinstance(end, Organization) else end.organization
