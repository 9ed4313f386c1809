"""What one row would do: create, update, change nothing, be refused, or wait as a likely duplicate."""

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.ids import uuid7
from sse_portal.records.services import differences, plain

from ..definition.checks import HARD, Facts, Scope, check, clean_answers
from ..models import Entity, ImportRow
from ..services.duplicates import core, likely_duplicates
from ..services.entities import with_consequences
from ..services.entity_values import known_values, read_values
from ..services.responses import ALLOWED, read_answers
from .cells import SHARED
from .identity import entity_of, registered_scheme, response_of
from .names import arrange

Outcome = ImportRow.Outcome
COPIED = ("legal_form_id", "region_id")


class Judge:
    """Judges the rows of one file in their order: a later row about the same organisation is refused."""

    def __init__(self, batch, reader):
        self.batch, self.reader = batch, reader
        self.study, self.country = batch.study, batch.study.country_id
        self.last = 0
        self.lines = {}
        self.is_first = not Entity.objects.in_country(self.country).present().exists()
        self.facts = Facts(
            today=timezone.localdate(), country=self.country, study_start=self.study.period_start
        )

    def remember_staged(self, rows):
        """Take up where an interrupted run stopped."""
        staged = rows.exclude(outcome=Outcome.REFUSED).order_by("number")
        for row in staged.only("number", "entity_uid", "outcome", "values", "batch_id").iterator(
            chunk_size=500
        ):
            self.lines[row.entity_uid] = row.number
            self._remember(row)

    def _remember(self, row):
        for scheme, pair in row.values.get("identifiers", {}).items():
            self.lines[scheme, pair[0]] = row.number
        if "entity" in row.values.get("new", ()):
            for key in _name_keys(self.country, row.values["columns"]):
                self.lines.setdefault(key, row.number)

    def row(self, given, found, decision=""):
        """The ImportRow of a row, judged. `decision` is what people chose before: new, skip or a public id."""
        row = ImportRow(batch=self.batch, number=given.number, raw=given.raw, decision=decision)
        entity = self._chosen(given, found, decision) or entity_of(given, found, self.country)
        response = response_of(given, entity, found, self.study)
        plan = {"new": [], "before": {}, "told": {}}
        self._judge_entity(given, entity, found, plan)
        if given.is_answered:
            self._judge_answers(given, response, plan)
        self._judge_contact(given, entity, found, plan)
        self._settle(row, given, entity, response, plan)
        self._find_duplicates(row, plan)
        if row.outcome != Outcome.REFUSED:
            self.lines[row.entity_uid] = row.number
            self._remember(row)
        row.problems = given.problems
        return row

    def _chosen(self, given, found, decision):
        if decision in ("", "new", "skip"):
            return None
        return found.entities.get(uuid.UUID(decision))

    # --- The register ---

    def _judge_entity(self, given, entity, found, plan):
        raw = self._register_values(given, entity)
        known = known_values(entity) if entity else {"country": self.country}
        accepted = read_values(raw, self.country, known)
        for problem in accepted.problems:
            self._refuse(given, problem["field"], problem["code"], problem["message"])
        if not accepted.problems and not accepted.columns.get("name", entity and entity.name):
            self._refuse(given, "entity_name", "required", _("A name is needed."))
        identifiers = accepted.identifiers or {}
        if entity is None:
            self._plan_new_entity(given, accepted.columns, identifiers, plan)
        else:
            self._plan_changed_entity(given, entity, accepted.columns, identifiers, found, plan)

    def _register_values(self, given, entity):
        raw = dict(given.register)
        shared = {name: given.answers[name] for name in SHARED if name in given.answers}
        if entity is None or not given.is_answered:
            raw |= shared
        if given.names:
            name, local = raw.get("entity_name", ""), raw.get("entity_name_local", "")
            arranged = arrange(
                given.names, self.country, name=str(name or ""), name_local=str(local or ""), entity=entity,
                whole=given.names_are_all,
            )  # fmt: skip
            raw = arranged | {
                key: value for key, value in raw.items() if value is not None or key not in arranged
            }
        schemes = {
            scheme: value for scheme, value in given.identifiers.items() if scheme != "registration_number"
        }
        if schemes:
            raw["identifiers"] = [{"scheme": scheme, "value": value} for scheme, value in schemes.items()]
        return raw

    def _plan_new_entity(self, given, columns, identifiers, plan):
        plan["new"].append("entity")
        plan["columns"] = columns
        plan["identifiers"] = {scheme: pair for scheme, pair in identifiers.items() if pair[0]}
        told = {scheme: value for scheme, (value, _public) in plan["identifiers"].items()}
        plan["told"]["entity"] = columns | ({"identifiers": told} if told else {})
        self._refuse_repeated(given, given.entity, plan["identifiers"])

    def _plan_changed_entity(self, given, entity, columns, identifiers, found, plan):
        _before, changed = differences(entity, columns)
        before, after = differences(entity, with_consequences(entity, changed))
        known = found.identifiers.get(entity.pk, {})
        # Whether a known identifier is public stays as it is.
        given_now = {
            scheme: (value or "", known.get(scheme, ("", False))[1])
            for scheme, (value, _p) in identifiers.items()
        }
        new = {scheme: pair for scheme, pair in given_now.items() if known.get(scheme, ("", False)) != pair}
        plan["columns"], plan["identifiers"] = after, new
        if new:
            before["identifiers"] = {scheme: known.get(scheme, (None,))[0] for scheme in new}
            after = after | {"identifiers": {scheme: value for scheme, (value, _public) in new.items()}}
        if after:
            plan["before"]["entity"], plan["told"]["entity"] = before, after
        self._refuse_repeated(given, entity.uid, identifiers)

    def _refuse_repeated(self, given, uid, identifiers):
        keys = [(scheme, pair[0]) for scheme, pair in identifiers.items()]
        lines = [self.lines[key] for key in [uid, *keys] if key is not None and key in self.lines]
        if lines:
            message = _("The same organisation is in line %(line)d already.")
            given.refuse("", "repeated", message % {"line": min(lines)})

    # --- The answers ---

    def _judge_answers(self, given, response, plan):
        typed, problems = read_answers(given.answers, self.country)
        for problem in problems:
            self._refuse(given, problem["field"], problem["code"], problem["message"])
        if response is None:
            plan["new"].append("response")
            plan["answers"] = {name: value for name, value in typed.items() if value is not None}
            plan["told"]["response"] = plan["answers"]
        else:
            before, after = differences(response, typed)
            plan["answers"] = after
            if after:
                plan["before"]["response"], plan["told"]["response"] = before, after
            self._refuse_closed(given, response, after)
        self._note_findings(given, typed)

    def _refuse_closed(self, given, response, after):
        if after and "save" not in ALLOWED[response.status]:
            message = _("The response is %(status)s: it is changed on its page only.")
            given.refuse("", "wrong-status", message % {"status": response.get_status_display()})

    def _note_findings(self, given, typed):
        """Contradictions stop no draft; they are shown now and stop its submission."""
        for found in check(typed, self.facts, complete=False):
            code = f"{found.severity}:{found.code}" if found.severity == HARD else found.code
            given.note(given.columns.get(found.variable, ""), code, found.text)

    # --- Contacts ---

    def _judge_contact(self, given, entity, found, plan):
        if not given.contact:
            return
        typed, problems = clean_answers(given.contact, Scope(country=self.country))
        for problem in problems:
            self._refuse(given, problem.field, problem.code, str(problem))
        known = found.contacts.get(entity.pk) if entity else None
        former = {name: getattr(known, name, "") or "" for name in typed}
        changed = {name: value or "" for name, value in typed.items() if (value or "") != former[name]}
        if changed:
            plan["contact"] = changed
            plan["before"]["contact"] = {name: former[name] for name in changed}
            # The history says which fields changed, never what they hold.
            plan["told"]["contact"] = {"fields": sorted(changed)}

    def _refuse(self, given, name, code, message):
        given.refuse(_column_of(given, name, self.country), code, message)

    # --- The outcome ---

    def _settle(self, row, given, entity, response, plan):
        row.entity_uid = entity.uid if entity else given.entity or uuid7()
        row.response_uid = response.uid if response else given.response
        if "response" in plan["new"] and row.response_uid is None:
            row.response_uid = uuid7()
        if given.is_refused:
            row.outcome = Outcome.REFUSED
        elif plan["new"]:
            row.outcome = Outcome.CREATE
        else:
            row.outcome = Outcome.UPDATE if plan["told"] else Outcome.UNCHANGED
        kept = {
            name: plan[name]
            for name in ("new", "columns", "identifiers", "contact", "answers")
            if plan.get(name)
        }
        row.values = jsonable(kept | {"interviewer": given.interviewer})
        row.before, row.told = jsonable(plan["before"]), jsonable(plan["told"])
        row.versions = {
            "entity": entity.version if entity else 0, "response": response.version if response else 0,
        }  # fmt: skip

    def _find_duplicates(self, row, plan):
        if row.outcome != Outcome.CREATE or "entity" not in plan["new"]:
            return
        columns = plan["columns"]
        row.candidates = self._in_file(columns) + ([] if self.is_first else self._on_register(columns))
        if row.candidates and row.decision != "new":
            row.outcome = Outcome.DUPLICATE

    def _in_file(self, columns):
        lines = {self.lines[key] for key in _name_keys(self.country, columns) if key in self.lines}
        names = {"name": columns["name"], "name_local": columns.get("name_local", "")}
        return [
            {"line": line, "score": 100, "reasons": [_("Same name in this file.")], **names}
            for line in sorted(lines)
        ]

    def _on_register(self, columns):
        likely = likely_duplicates(
            country=self.country, name=columns["name"], name_local=columns.get("name_local", ""),
            region=columns.get("region_id"), legal_form=columns.get("legal_form_id"),
        )  # fmt: skip
        return [
            {"entity": each.uid, "name": each.name, "name_local": each.name_local, "score": each.score,
             "reasons": list(each.reasons)}
            for each in likely
        ]  # fmt: skip


def _column_of(given, name, country):
    """The column at fault for a field of a service's problem."""
    also = {"location": ("latitude",), "name": ("entity_name",), "identifiers": [
        key for key in given.columns if key.startswith("identifier")
    ]}  # fmt: skip
    for key in (name, registered_scheme(name, country), *also.get(name, ())):
        if key in given.columns:
            return given.columns[key]
    return ""


def _name_keys(country, columns):
    """Keys under which a row of the same name, region and legal form is found."""
    facts = tuple(columns.get(name) for name in COPIED)
    names = (columns.get("name"), columns.get("name_local"))
    return [("name", core(country, name), *facts) for name in names if name]


def jsonable(value):
    """Nested values as JSON keeps them."""
    if isinstance(value, dict):
        return {name: jsonable(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(each) for each in value]
    return plain(value)
