"""The life of a working definition: draft → proposed → adopted → superseded. Adopted, it never changes again."""

import json
from functools import cache
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal import rules
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.basics.text import clean_json, clean_text
from sse_portal.records.services import remember, stale, update_record
from sse_portal.records.subscriptions import PUBLISHED_CHANGED, announce
from sse_portal.reference import summaries as reference

from .. import definition as definition_package
from ..definition import messages
from ..definition.documents import LEGAL_FORM, REGIONAL, document_of, read_document, write_rows
from ..models import WorkingDefinition
from .classification import can_run

FOLDER = Path(definition_package.__file__).parent
STATUS_OF_FORM = {"by_form": "in", "conditional": "conditional", "out": "out"}
Status = WorkingDefinition.Status


class NotChangeable(Conflict):
    """The definition is a template, or no longer a draft: make a new draft from it instead."""

    code = "definition-not-changeable"


class WrongStatus(Conflict):
    """The definition is not where this step starts from."""

    code, field = "wrong-status", "status"


class AdoptedMeanwhile(Conflict):
    """Another definition of the country was adopted at the same moment."""

    code = "adopted-meanwhile"


def draft_definition(*, by, country, based_on, title=None):
    """A new draft for a country (ISO code; None: the region) with the criteria of an existing definition.

    The legal forms come along within a country; across countries they are those of the new one, as reference data
    has them.
    """
    _require(by, Can.EDIT_DEFINITIONS, country)
    document = document_of(based_on)
    if based_on.country_id != country:
        document |= {"country": country or REGIONAL, "forms": national_forms(country)}
    return _create(
        document,
        by=by,
        country=country,
        title=clean_json(title or starter("texts")["draft_title"]),
        text=based_on.text,
        based_on=based_on,
        reason=str(based_on),
    )


@transaction.atomic
def change_definition(*, by, definition, document, version, title=None, text=None, reason=""):
    """Replace what a draft says by a document (format 1), and its title and text by {language: text} if given.

    Raises Invalid with the JSON pointer of every mistake, NotChangeable, StaleVersion.
    """
    _require(by, Can.EDIT_DEFINITIONS, definition.country_id)
    if definition.is_template or not definition.may_change:
        raise NotChangeable(_("Only a draft can be changed. Make a new draft from this definition."))
    stored, parsed = _read(document, definition.country_id)
    before, after = _told(rules.difference(document_of(definition), stored))
    texts = {"title": _texts(title, "title"), "text": _texts(text, "text")}
    for field, value in texts.items():
        if value is not None and value != getattr(definition, field):
            before[field], after[field] = getattr(definition, field), value
            setattr(definition, field, value)
    if not after:
        return update_record(definition, {}, by=by, version=version)
    _raise_version(definition, version, title=definition.title, text=definition.text, **_head(stored))
    write_rows(definition, parsed, stored)
    remember(
        "changed", definition, by=by, before=before, after=after, country=_code(definition), reason=reason
    )
    return definition


def propose_definition(*, by, definition, version):
    """Put a draft to the committee. What decides nothing cannot be proposed."""
    _require(by, Can.EDIT_DEFINITIONS, definition.country_id)
    if definition.is_template:
        raise NotChangeable(_("A template belongs to nobody. Make a draft from it and propose that."))
    _require_status(definition, Status.DRAFT)
    if not _decides(document_of(definition)):
        raise Invalid(_("A definition needs at least one core criterion or legal form."), field="criteria")
    values = {"status": Status.PROPOSED, "proposed_by_id": by.pk, "proposed_at": timezone.now()}
    return _step("proposed", definition, values, by=by, version=version)


def return_to_draft(*, by, definition, version, reason):
    """Take a proposal back to its authors, with the reason."""
    if not holds(by, Can.EDIT_DEFINITIONS, definition.country_id):
        _require(by, Can.ADOPT_DEFINITIONS, definition.country_id)
    _require_status(definition, Status.PROPOSED)
    values = {"status": Status.DRAFT, "proposed_by_id": None, "proposed_at": None}
    reason = _required_text(reason, "reason")
    return _step("returned", definition, values, by=by, version=version, reason=reason)


@transaction.atomic
def adopt_definition(*, by, definition, version, decision):
    """Record that the committee adopted a proposal; `decision` names its minutes or act.

    The version in force until now is superseded in the same transaction. Who proposed a definition does not record
    its adoption.
    """
    _require(by, Can.ADOPT_DEFINITIONS, definition.country_id)
    _require_status(definition, Status.PROPOSED)
    if definition.proposed_by_id == by.pk:
        raise PermissionDenied(_("Somebody other than the proposer has to record the adoption."))
    values = {
        "status": Status.ADOPTED,
        "adopted_by_id": by.pk,
        "adopted_at": timezone.now(),
        "adoption_reference": _required_text(decision, "decision"),
        "digest": rules.digest(document_of(definition)),
    }
    previous = (
        WorkingDefinition.objects.in_country(definition.country_id).in_force().select_for_update().first()
    )
    if previous:
        values_before = {"status": Status.SUPERSEDED}
        _step("superseded", previous, values_before, by=by, version=previous.version, reason=str(definition))
    announce(PUBLISHED_CHANGED, country=definition.country_id)
    try:
        with transaction.atomic():
            return _step("adopted", definition, values, by=by, version=version)
    except IntegrityError as error:
        raise AdoptedMeanwhile(_("Another definition was adopted at the same moment.")) from error


def create_starter_definitions():
    """A template for each country and one for the region, where there is none yet. Returns the new ones.

    Built from paragraph 5 of the Conclusions of ILC.110/Resolution II (ILO, 2022); nobody has adopted them.
    """
    countries = [None, *(row.iso2 for row in reference.countries())]
    there = set(WorkingDefinition.objects.templates().values_list("country", flat=True))
    return [_create_starter(country) for country in countries if country not in there]


def _create_starter(country):
    texts = starter("texts")
    document = {
        "format": 1,
        "country": country or REGIONAL,
        "shape": "mixed" if country else "test",
        "legal_form_variable": LEGAL_FORM,
        "optional_at_least": 0,
        "forms": national_forms(country),
        "criteria": starter("criteria")["criteria"],
    }
    title = texts["country_title"] if country else texts["regional_title"]
    return _create(
        document,
        by=None,
        country=country,
        title=title,
        text=texts["text"],
        is_template=True,
        reason="ILC.110",
    )


@cache
def starter(name):
    """The data of the starter definitions: `criteria` (rules and their wording) or `texts` (titles and prose)."""
    return json.loads((FOLDER / f"starter_{name}.json").read_text(encoding="utf-8"))


def national_forms(country):
    """The legal forms of a country as a document lists them; a conditional one without criteria takes the usual."""
    usual = starter("criteria")["form_route"]["conditional_criteria"]
    return [
        {
            "code": form.code,
            "status": STATUS_OF_FORM[form.sse_status],
            "criteria": (form.condition_criteria or usual) if form.sse_status == "conditional" else [],
            "valid_from": form.valid_from and form.valid_from.isoformat(),
            "valid_to": form.valid_to and form.valid_to.isoformat(),
        }
        for form in (reference.legal_forms_of(country) if country else ())
    ]


@transaction.atomic
def _create(document, *, by, country, title, text, reason, based_on=None, is_template=False):
    stored, parsed = _read(document, country)
    highest = WorkingDefinition.objects.in_country(country).aggregate(top=Max("number"))["top"] or 0
    definition = WorkingDefinition.objects.create(
        country_id=country,
        number=highest + 1,
        title=title,
        text=text,
        is_template=is_template,
        based_on=based_on,
        created_by=by,
        **_head(stored),
    )
    write_rows(definition, parsed, stored)
    told = {"number": definition.number, "digest": rules.digest(stored)}
    remember("drafted", definition, by=by, after=told, country=country or "", reason=reason)
    return definition


def _read(document, country):
    """A document checked against the rules and the country: (as stored, parsed)."""
    try:
        stored, parsed = read_document(document)
    except rules.RuleError as error:
        raise messages.invalid(error) from error
    problems = []
    if stored["country"] != (country or REGIONAL):
        problems.append(
            rules.Problem("/country", "unknown-choice", _choice(stored["country"], country or REGIONAL))
        )
    if stored["legal_form_variable"] != LEGAL_FORM:
        found = _choice(stored["legal_form_variable"], LEGAL_FORM)
        problems.append(rules.Problem("/legal_form_variable", "unknown-choice", found))
    known = {form.code for form in reference.legal_forms_of(country)} if country else set()
    for place, form in enumerate(document.get("forms") or []):
        if form["code"] not in known:
            problems.append(rules.Problem(f"/forms/{place}/code", "unknown-form", {"value": form["code"]}))
    if problems:
        raise messages.invalid(rules.RuleError(problems))
    if not can_run(parsed):
        raise Invalid(
            _("The rules are too large or too deep for the database. Simplify them."), field="/criteria"
        )
    return stored, parsed


def _choice(value, only):
    return {"value": value, "choices": only}


def _head(document):
    return {"shape": document["shape"], "optional_at_least": document["optional_at_least"]}


def _decides(document):
    roles = {criterion["role"] for criterion in document["criteria"]}
    return bool(document["forms"]) or "core" in roles


def _told(changes):
    """Changes as history keeps them: ({what: old}, {what: new})."""
    names = [" ".join(filter(None, (c.subject, c.kind, c.path))) for c in changes]
    pairs = dict(zip(names, changes, strict=True))
    return {n: c.old for n, c in pairs.items()}, {n: c.new for n, c in pairs.items()}


def _texts(texts, field):
    """{language: text} cleaned, without empty ones; None stays None."""
    if texts is None:
        return None
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise Invalid(_("This must be a text per language."), field=field)
    return {language: text for language, text in clean_json(texts).items() if text}


def _required_text(text, field):
    text = clean_text(text or "", limit=200, field=field)
    if not text:
        raise Invalid(_("This is needed."), field=field)
    return text


def _raise_version(definition, version, **values):
    """The version lock of `update_record`, for a change that lies in the rows below the record."""
    now = timezone.now()
    raised = WorkingDefinition._base_manager.filter(
        pk=definition.pk, version=version, status=Status.DRAFT
    ).update(version=F("version") + 1, updated_at=now, **values)
    if not raised:
        raise stale(definition)
    for name, value in {**values, "version": version + 1, "updated_at": now}.items():
        setattr(definition, name, value)


def _step(act, definition, values, *, by, version, reason=""):
    return update_record(
        definition, values, by=by, version=version, act=act, country=_code(definition), reason=reason
    )


def _require_status(definition, status):
    if definition.status != status:
        raise WrongStatus(
            _("The definition is %(status)s; this step starts from %(start)s.")
            % {"status": definition.get_status_display(), "start": Status(status).label}
        )


def _code(definition):
    return definition.country_id or ""


def holds(user, right, country):
    """As `accounts.can`; for the regional baseline (None) the right must reach everywhere."""
    held = countries_of(user, right)
    return held is EVERYWHERE or country in held


def _require(by, right, country):
    if not holds(by, right, country):
        raise PermissionDenied(_("You do not have the right to %(act)s here.") % {"act": Can(right).label})
