"""What an import would do, row by row, before anything is written.

An organisation is recognised by its public id, then by its identifiers. One of the same name in the same country is
likely the same: somebody decides. An empty cell says nothing, and nothing is ever taken away.
"""

import uuid

from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.basics.problems import Problem
from sse_portal.basics.text import fold
from sse_portal.records.services import differences, plain
from sse_portal.records.values import Refused

from ..interchange.incoming import UNSAID
from ..models import Organization, OrganizationIdentifier
from .import_rows import (
    CREATE,
    DUPLICATE,
    NEW,
    REFUSED,
    SKIP,
    SKIPPED,
    UNCHANGED,
    UPDATE,
    Finder,
    Planned,
    chunks,
    identifiers_of,
    pairs_of,
    reference_of,
)  # fmt: skip
from .import_ties import Ties
from .organization_values import accept

MOST_CANDIDATES = 5
LANGUAGED = ("names", "description")


def plan_import(*, by, rows, decisions=None, undecided=""):
    """[Planned] for rows of a file (`interchange.files.read_file`), in their order. Writes nothing.

    `decisions` say what likely duplicates are: {line: "new", "skip" or the public id of the organisation};
    `undecided` is "new" or "skip" for the others, "" leaves them undecided.
    """
    return _Planner(by, rows, decisions or {}, undecided).plan()


class _Planner:
    def __init__(self, by, rows, decisions, undecided):
        self.by, self.rows, self.decisions, self.undecided = by, rows, decisions, undecided
        self.held = countries_of(by, Can.RUN_NETWORK)
        self.identifiers, self.uids, self.names = {}, {}, {}
        self.lines_by_organization, self.lines_by_pair, self.lines_by_name = {}, {}, {}

    def plan(self):
        planned = [Planned(row, problems=list(row.problems), notes=list(row.notes)) for row in self.rows]
        for each in planned:
            self._read_keys(each)
        keys = {pair for row in self.identifiers.values() for pair in pairs_of(row)} | set(self.uids.values())
        self.finder = Finder(self.by, keys)
        self.held_identifiers = self._held_identifiers()
        for each in planned:
            self._judge(each)
        Ties(self.by, planned, self.uids, self.identifiers).tie()
        return planned

    def _read_keys(self, each):
        row = each.incoming
        try:
            self.identifiers[row.number] = identifiers_of(row)
        except Refused as problem:
            self.identifiers[row.number] = {}
            each.refuse(problem.message, "identifiers")
        if row.uid:
            key = reference_of(row.uid)
            if isinstance(key, uuid.UUID):
                self.uids[row.number] = key
            else:
                each.refuse(_("This must be a UUID."), "id")

    def _held_identifiers(self):
        """{organisation key: {scheme: [values]}} of the recognised ones."""
        keys, held = sorted({organization.pk for organization in self.finder.found.values()}), {}
        for some in chunks(keys):
            rows = OrganizationIdentifier.objects.filter(organization__in=some).order_by("scheme", "value")
            for key, scheme, value in rows.values_list("organization_id", "scheme", "value"):
                held.setdefault(key, {}).setdefault(scheme, []).append(value)
        return held

    def _judge(self, each):
        row = each.incoming
        if row.skipped:
            each.outcome, each.problems = SKIPPED, []
            each.notes.append(row.skipped)
            return
        self._recognise(each)
        if each.problems:
            each.outcome = REFUSED
            return
        if each.organization is None:
            self._look_for_duplicates(each)
        if not each.outcome:
            self._accept(each)

    def _recognise(self, each):
        """Find the organisation of a row; refuse what would be ambiguous."""
        pairs = pairs_of(self.identifiers[each.number])
        found = {self.finder(key) for key in (self.uids.get(each.number), *pairs)} - {None}
        for pair in pairs:
            if pair in self.finder.taken:
                each.refuse(
                    _("Another organisation has the number %(value)s.") % {"value": pair[1]}, "identifiers"
                )
            if (line := self.lines_by_pair.setdefault(pair, each.number)) != each.number:
                each.refuse(_("Line %(line)d has the same identifier.") % {"line": line}, "identifiers")
        if len(found) > 1:
            names = " · ".join(sorted(organization.name for organization in found))
            each.refuse(_("Its identifiers belong to several organisations: %(names)s") % {"names": names})
        elif found:
            self._take(each, found.pop())

    def _take(self, each, organization):
        each.organization = organization
        line = self.lines_by_organization.setdefault(organization.pk, each.number)
        if organization.merged_into_id:
            each.refuse(_("This entry was merged into another one."), "id")
        elif line != each.number:
            each.refuse(_("Line %(line)d is the same organisation.") % {"line": line})
        elif each.incoming.country not in (UNSAID, organization.country_id):
            each.refuse(_("In the directory it is in another country."), "country")

    def _look_for_duplicates(self, each):
        """Organisations of the same name and country, in the directory and before in the file."""
        row = each.incoming
        if row.country == UNSAID or not row.values.get("name"):
            return
        folded, mine = fold(str(row.values["name"])), self.identifiers[each.number]
        each.candidates = self._called(row.country, folded, mine)
        line, theirs = self.lines_by_name.setdefault((row.country, folded), (each.number, mine))
        if line != each.number and not set(mine) & set(theirs):
            each.same_line = line
        if each.candidates or each.same_line:
            self._decide(each)

    def _called(self, country, folded, mine):
        """Those of a name, without those that the same register knows under another number."""
        if country not in self.names:
            self.names[country] = self._names_in(country)
        keys = self.names[country].get(folded, [])
        found = Organization.objects.among(keys[: 2 * MOST_CANDIDATES]).by_name() if keys else []
        schemes = {each.pk: set(each.identifiers.values_list("scheme", flat=True)) for each in found}
        return [each for each in found if not schemes[each.pk] & set(mine)][:MOST_CANDIDATES]

    def _names_in(self, country):
        rows = Organization.objects.visible_to(self.by).present()
        rows = rows.in_country(country) if country else rows.without_country()
        found = {}
        for key, names in rows.values_list("pk", "names_folded").iterator():
            for name in names.split("\n"):
                found.setdefault(name, []).append(key)
        return found

    def _decide(self, each):
        decision = self.decisions.get(each.number) or self.undecided
        each.decision = decision
        chosen = next((found for found in each.candidates if str(found.uid) == decision), None)
        if chosen:
            self._take(each, chosen)
            if not each.problems:
                self.held_identifiers[chosen.pk] = _grouped(chosen)
        elif decision == SKIP:
            each.outcome = SKIPPED
        elif decision != NEW:
            each.outcome, each.decision = DUPLICATE, ""

    def _accept(self, each):
        """Read the values by the rules of the directory, and find out what they change."""
        if each.country == UNSAID:
            each.refuse(_("Give the country: a code such as KH, or “regional”."), "country")
            return
        if self.held is not EVERYWHERE and each.country not in self.held:
            each.refuse(_("You do not keep the network here."), "country")
            return
        each.values = self._values(each)
        try:
            accepted = accept(
                by=self.by, values=each.values, country=each.country, organization=each.organization
            )
        except Problem as problem:
            for entry in problem.errors:
                each.refuse(entry["message"], entry["field"])
            return
        each.outcome = UNCHANGED if each.organization else CREATE
        if each.organization:
            self._compare(each, accepted)
        _compare_status(each)
        if each.changes and each.organization:
            each.outcome = UPDATE

    def _values(self, each):
        """What the service is given: texts by language and identifiers together with those that are there."""
        values, identifiers = dict(each.incoming.values), self.identifiers[each.number]
        if each.organization:
            for name in LANGUAGED:
                if name in values:
                    values[name] = getattr(each.organization, name) | values[name]
            held = self.held_identifiers.get(each.organization.pk, {})
            identifiers = {
                scheme: list(dict.fromkeys([*held.get(scheme, []), *given]))
                for scheme, given in identifiers.items()
            }
        if identifiers:
            pairs = ((scheme, value) for scheme, given in identifiers.items() for value in given)
            values["identifiers"] = [{"scheme": scheme, "value": value} for scheme, value in pairs]
        return values

    def _compare(self, each, accepted):
        before, after = differences(each.organization, accepted.columns)
        each.changes = [
            (name, plain(before[name]), plain(after[name])) for name in before if name != "names_folded"
        ]
        held = self.held_identifiers.get(each.organization.pk, {})
        for scheme, values in accepted.identifiers.items():
            if sorted(values) != sorted(held.get(scheme, [])):
                each.changes.append(("identifiers", {scheme: held.get(scheme, [])}, {scheme: values}))


def _grouped(organization):
    found = {}
    for scheme, value in organization.identifiers.order_by("scheme", "value").values_list("scheme", "value"):
        found.setdefault(scheme, []).append(value)
    return found


def _compare_status(each):
    """Dissolved, or active again; the year of one that is dissolved already is left to the directory."""
    wanted, organization = each.incoming.ended, each.organization
    is_ended = organization is not None and organization.status == Organization.Status.DISSOLVED
    if wanted is not None and wanted != is_ended:
        status = Organization.Status.DISSOLVED if wanted else Organization.Status.ACTIVE
        each.changes.append(("status", organization.status if organization else "", status.value))
