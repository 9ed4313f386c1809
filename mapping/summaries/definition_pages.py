"""Everything the page of a definition shows, and what changed between two versions, in the active language."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from sse_portal import rules
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.basics.text import in_language
from sse_portal.records.models import Change
from sse_portal.reference import summaries as reference
from sse_portal.reference.models import is_doubtful
from sse_portal.ui.facts import Act

from ..definition import wording
from ..definition.codebook import CODEBOOK, rules_codebook
from ..definition.documents import document_of
from ..definition.wording import Said
from ..models import DefinitionCriterion, DefinitionForm, WorkingDefinition
from .definitions import DefinitionBrief, brief

PRINCIPLES = {
    "autonomy": N_("Autonomy"),
    "decent work": N_("Decent work"),
    "democratic governance": N_("Democratic governance"),
    "economic activity": N_("Economic activity"),
    "entity": N_("An organisation"),
    "primacy of people": N_("Primacy of people over capital"),
    "scope": N_("Limits of the scope"),
    "social purpose": N_("Social purpose"),
    "transparency": N_("Transparency"),
    "values": N_("Values"),
    "viability": N_("Viability"),
    "voluntary cooperation": N_("Voluntary cooperation"),
}
ACTS = {
    "drafted": N_("Drafted"),
    "changed": N_("Changed"),
    "proposed": N_("Proposed"),
    "returned": N_("Returned to its authors"),
    "adopted": N_("Adopted"),
    "superseded": N_("Superseded"),
}
CHANGED = {
    "added": N_("added"),
    "removed": N_("removed"),
    "shape": N_("way of deciding"),
    "optional-at-least": N_("optional criteria needed"),
    "country": N_("country"),
    "legal-form-variable": N_("question about the legal form"),
    "role": N_("role"),
    "wording": N_("wording"),
    "title": N_("title"),
    "principle": N_("principle"),
    "organisation-types": N_("types of organisation"),
    "valid-from": N_("valid from"),
    "valid-to": N_("valid until"),
    "source": N_("source"),
    "confidence": N_("confidence"),
    "threshold": N_("threshold"),
    "expression": N_("rule"),
    "status": N_("status"),
    "criteria": N_("criteria"),
}


@dataclass(frozen=True)
class CriterionRow:
    """A criterion as the page shows it; `said` is its expression in words."""

    code: str
    title: str
    wording: str
    role: str
    role_label: str
    types: tuple[str, ...]
    said: Said
    valid_from: date | None
    valid_to: date | None
    source: str
    to_be_confirmed: bool


@dataclass(frozen=True)
class Principle:
    label: str
    criteria: tuple[CriterionRow, ...]


@dataclass(frozen=True)
class FormRow:
    """A legal form as the page shows it, with its law."""

    code: str
    name: str
    name_local: str
    language: str
    law: str
    status: str
    status_label: str
    criteria: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    to_be_confirmed: bool


@dataclass(frozen=True)
class ChangeRow:
    """One difference in words: of what, in what, from, to."""

    subject: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class DefinitionPage:
    """A definition in full. `history` is empty for those who may not read it; `previous` is what it came from."""

    brief: DefinitionBrief
    version: int
    text: str
    optional_at_least: int
    roles: tuple[tuple[str, int], ...]
    principles: tuple[Principle, ...]
    forms: tuple[FormRow, ...]
    versions: tuple[DefinitionBrief, ...]
    previous: DefinitionBrief | None
    changes: tuple[ChangeRow, ...]
    history: tuple[Act, ...]


def definitions_by_country(user):
    """[(country name, briefs)] of all that `user` may see, by the name of the country; the region comes last."""
    groups = {}
    for definition in WorkingDefinition.objects.visible_to(user).best_first():
        row = brief(definition)
        groups.setdefault((row.country is None, row.country_name), []).append(row)
    return [(name, groups[last, name]) for last, name in sorted(groups)]


def versions(country, user):
    """The versions of a country's definition that `user` may see, newest first."""
    found = WorkingDefinition.objects.in_country(country).visible_to(user).newest_first()
    return tuple(brief(definition) for definition in found)


def definition_page(definition, user):
    """The page of a definition that `user` may see."""
    document = document_of(definition)
    parsed = rules.parse_definition(document, rules_codebook())
    previous = _previous(definition, user)
    return DefinitionPage(
        brief=brief(definition),
        version=definition.version,
        text=in_language(definition.text, get_language()),
        optional_at_least=definition.optional_at_least,
        roles=_counted_roles(parsed.criteria),
        principles=_principles(parsed.criteria),
        forms=tuple(map(_form_row, parsed.forms)),
        versions=versions(definition.country_id, user),
        previous=brief(previous) if previous else None,
        changes=tuple(difference_in_words(document_of(previous), document)) if previous else (),
        history=_history(definition, user),
    )


def _previous(definition, user):
    """What it was drafted from, when `user` may see that."""
    if definition.based_on_id is None:
        return None
    return WorkingDefinition.objects.visible_to(user).filter(pk=definition.based_on_id).first()


def _counted_roles(criteria):
    """(role, number of criteria) for the roles in use, in the order in which they are told."""
    counts = Counter(criterion.role for criterion in criteria)
    return tuple((role_label(role), counts[role]) for role in DefinitionCriterion.Role.values if counts[role])


def _principles(criteria):
    groups = {}
    for criterion in criteria:
        groups.setdefault(criterion.principle, []).append(_criterion_row(criterion))
    return tuple(Principle(principle_label(name), tuple(rows)) for name, rows in groups.items())


def principle_label(name):
    return _(PRINCIPLES[name]) if name in PRINCIPLES else name


def _criterion_row(criterion):
    language = get_language()
    return CriterionRow(
        code=criterion.code,
        title=in_language(criterion.title, language),
        wording=in_language(criterion.wording, language),
        role=criterion.role,
        role_label=role_label(criterion.role),
        types=tuple(_type_label(code) for code in criterion.organisation_types),
        said=wording.say(criterion.words),
        valid_from=criterion.period.valid_from,
        valid_to=criterion.period.valid_to,
        source=criterion.source,
        to_be_confirmed=is_doubtful(criterion.confidence),
    )


def role_label(role):
    return str(DefinitionCriterion.Role(role).label)


def _type_label(code):
    return in_language(CODEBOOK["organisation_type"].code_labels[code], get_language())


def _form_row(form):
    known = reference.legal_form(form.code)
    local = next((tag for tag in known.names if tag != "en"), "") if known else ""
    return FormRow(
        code=form.code,
        name=wording.form_label(form.code),
        name_local=known.names[local] if local else "",
        language=local,
        law=_law(known),
        status=form.status,
        status_label=form_status_label(form.status),
        criteria=form.criteria,
        valid_from=form.period.valid_from,
        valid_to=form.period.valid_to,
        to_be_confirmed=bool(known) and known.to_be_confirmed,
    )


def _law(form):
    """The law of a legal form with its year, unless the title has it."""
    if form is None:
        return ""
    year = str(form.law_year or "")
    return form.law if year in form.law else f"{form.law} {year}"


def form_status_label(status):
    return str(DefinitionForm.Status(status).label)


def _history(definition, user):
    held = countries_of(user, Can.READ_HISTORY)
    if held is not EVERYWHERE and definition.country_id not in held:
        return ()
    lines = Change.objects.about(definition).select_related("by").newest_first()
    return tuple(
        Act(_(ACTS[line.act]), line.at, str(line.by) if line.by else _("System"), line.reason)
        for line in lines
    )


def difference_in_words(old, new):
    """The differences between two documents, one row each."""
    return [_change_row(change, old, new) for change in rules.difference(old, new)]


def _change_row(change, old, new):
    kind, _dash, what = change.kind.partition("-")
    if what in ("added", "removed"):
        entry = change.new or change.old
        return ChangeRow(_subject(kind, change.subject, entry), _(CHANGED[what]), "", "")
    entry = _entry(kind, change.subject, new) or _entry(kind, change.subject, old)
    before, after = (_told(what, value, entry, change.path) for value in (change.old, change.new))
    return ChangeRow(_subject(kind, change.subject, entry), _(CHANGED[what]), before, after)


def _entry(kind, code, document):
    entries = document["criteria"] if kind == "criterion" else document["forms"] if kind == "form" else []
    return next((entry for entry in entries if entry["code"] == code), None)


def _subject(kind, code, entry):
    if kind == "form":
        return wording.form_label(code)
    if kind == "criterion":
        return f"{code} {in_language(entry['title'], get_language())}"
    return _("Definition")


def _told(what, value, entry, path):
    """A former or new value as people read it."""
    if value in (None, "", [], {}):
        return ""
    if what == "threshold":
        leaf = _leaf_at(entry["expression"], path)
        return wording.value_label(leaf["var"], rules.parse({**leaf, "value": value}, rules_codebook()).value)
    if what == "expression":
        return wording.say(rules.parse(value, rules_codebook())).as_text()
    tellers = {
        "role": role_label,
        "status": form_status_label,
        "shape": lambda shape: str(WorkingDefinition.Shape(shape).label),
        "principle": principle_label,
        "organisation-types": lambda codes: ", ".join(map(_type_label, codes)),
        "criteria": ", ".join,
        "title": lambda texts: in_language(texts, get_language()),
        "wording": lambda texts: in_language(texts, get_language()),
    }
    return tellers.get(what, str)(value)


def _leaf_at(expression, path):
    """The comparison that a path such as /expression/any/1/value points into."""
    for step in path.split("/")[2:-1]:
        expression = expression[int(step) if step.isdecimal() else step]
    return expression
