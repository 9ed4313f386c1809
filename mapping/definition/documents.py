"""A working definition as the rules document (format 1), and the document as rows."""

from decimal import Decimal
from functools import lru_cache

from sse_portal import rules

from ..models import DefinitionCriterion, DefinitionForm, WorkingDefinition
from .codebook import rules_codebook

# ISO 3166-1 leaves ZZ to its users: the regional baseline belongs to no country.
REGIONAL = "ZZ"
CRITERION_FIELDS = (
    "code", "principle", "title", "wording", "expression", "role", "organisation_types", "source", "confidence",
)  # fmt: skip
LEGAL_FORM = "legal_form"
COMPILED_KEPT = 64
# Questions and values of all criteria together: some fifty are usual, and SQLite takes a statement of 1 MB.
MAX_WEIGHT = 2_000


def document_of(definition):
    """The rules document of a stored definition: criteria in their order, legal forms by code and date."""
    return {
        "format": 1,
        "country": definition.country_id or REGIONAL,
        "shape": definition.shape,
        "legal_form_variable": LEGAL_FORM,
        "optional_at_least": definition.optional_at_least,
        "forms": [
            _form_entry(form) for form in definition.forms.order_by("legal_form_id", "valid_from", "id")
        ],
        "criteria": [_criterion_entry(criterion) for criterion in definition.criteria.order_by("position")],
    }


def _criterion_entry(criterion):
    return {field: getattr(criterion, field) for field in CRITERION_FIELDS} | _period(criterion)


def _form_entry(form):
    return {"code": form.legal_form_id, "status": form.status, "criteria": form.criteria} | _period(form)


def _period(row):
    return {"valid_from": _day(row.valid_from), "valid_to": _day(row.valid_to)}


def _day(day):
    return None if day is None else day.isoformat()


def read_document(document):
    """Check a document and put it into the one form in which it is stored. Returns (document, definition).

    Fractions become text, which keeps them exact in every database's JSON. Raises RuleError with every mistake.
    """
    definition = rules.parse_definition(document, rules_codebook())
    if sum(_weight(criterion.words) for criterion in definition.criteria) > MAX_WEIGHT:
        raise rules.RuleError([rules.Problem("/criteria", "too-large", {"limit": MAX_WEIGHT})])
    entries = [
        {
            "code": criterion.code,
            "principle": criterion.principle,
            "title": dict(criterion.title),
            "wording": dict(criterion.wording),
            "expression": exact(rules.to_json(criterion.words)),
            "role": criterion.role,
            "organisation_types": list(criterion.organisation_types),
            "source": criterion.source,
            "confidence": criterion.confidence,
            **_period(criterion.period),
        }
        for criterion in definition.criteria
    ]
    forms = [
        {"code": form.code, "status": form.status, "criteria": list(form.criteria), **_period(form.period)}
        for form in sorted(definition.forms, key=_by_code_and_date)
    ]
    return {
        "format": 1,
        "country": definition.country,
        "shape": definition.shape,
        "legal_form_variable": definition.legal_form_variable,
        "optional_at_least": definition.optional_at_least,
        "forms": forms,
        "criteria": entries,
    }, definition


def _weight(words):
    return 1 + len(getattr(words, "values", ())) + sum(map(_weight, words.parts))


def _by_code_and_date(form):
    return form.code, str(form.period.valid_from or "")


def exact(value):
    """JSON without fractions: 33.3 becomes "33.3", which the rules read as the same number."""
    if isinstance(value, dict):
        return {key: exact(part) for key, part in value.items()}
    if isinstance(value, list):
        return [exact(part) for part in value]
    return format(value, "f") if isinstance(value, Decimal) else value


def write_rows(definition, parsed, document):
    """Replace the criteria and forms of a definition by those of a document that `read_document` returned."""
    definition.criteria.all().delete()
    definition.forms.all().delete()
    DefinitionCriterion.objects.bulk_create(
        DefinitionCriterion(
            definition=definition,
            position=position,
            valid_from=criterion.period.valid_from,
            valid_to=criterion.period.valid_to,
            **{field: entry[field] for field in CRITERION_FIELDS},
        )
        for position, (criterion, entry) in enumerate(zip(parsed.criteria, document["criteria"], strict=True))
    )
    DefinitionForm.objects.bulk_create(
        DefinitionForm(
            definition=definition,
            legal_form_id=form.code,
            status=form.status,
            criteria=list(form.criteria),
            valid_from=form.period.valid_from,
            valid_to=form.period.valid_to,
        )
        for form in parsed.forms
    )


def compiled(definition, on):
    """The plan of a definition as it stands on a day, built once per version of the record."""
    return _compiled(definition.uid, definition.version, on)


@lru_cache(maxsize=COMPILED_KEPT)
def _compiled(uid, version, on):
    stored = WorkingDefinition.objects.get(uid=uid)
    return rules.plan(rules.parse_definition(document_of(stored), rules_codebook()), on)
