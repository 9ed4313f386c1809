"""The definition document, format 1: legal forms and criteria, read into typed and frozen objects."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .expressions import parse
from .problems import Problems, refuse, shown, step
from .values import MAX_CODE, read_code, read_date, read_integer, read_list, read_text
from .words import Words

FORMAT = 1
SHAPES = ("list", "test", "mixed")
ROLES = ("exclusion", "core", "optional", "off")
STATUSES = ("in", "out", "conditional")
ORGANISATION_TYPE = "organisation_type"

# One bit per criterion in the masks of a verdict, which are signed 64-bit integers in every database.
MAX_CRITERIA = 62
MAX_FORMS = 500
MAX_LANGUAGES = 20

DOCUMENT_KEYS = {
    "format",
    "country",
    "shape",
    "legal_form_variable",
    "organisation_type_variable",
    "forms",
    "criteria",
    "optional_at_least",
}
FORM_KEYS = {"code", "status", "criteria", "valid_from", "valid_to"}
CRITERION_TEXTS = ("principle", "source", "confidence")
CRITERION_KEYS = {
    "code",
    "title",
    "wording",
    "expression",
    "role",
    "organisation_types",
    "valid_from",
    "valid_to",
    *CRITERION_TEXTS,
}


@dataclass(frozen=True)
class Period:
    """Half-open: from the first day, up to but without `valid_to`. None is open."""

    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day):
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other):
        return _before(self.valid_from, other.valid_to) and _before(other.valid_from, self.valid_to)


def _before(start, end):
    return start is None or end is None or start < end


@dataclass(frozen=True)
class Form:
    """What the law says of a legal form: `in`, `out`, or `conditional` on criteria (none: the core)."""

    code: str
    status: str
    criteria: tuple[str, ...] = ()
    period: Period = Period()


@dataclass(frozen=True)
class Criterion:
    """A requirement. An exclusion's expression says that the organisation is *not* excluded."""

    code: str
    words: Words
    role: str
    title: Mapping[str, str] = field(default_factory=dict)
    wording: Mapping[str, str] = field(default_factory=dict)
    organisation_types: tuple[str, ...] = ()
    period: Period = Period()
    principle: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Definition:
    """A country's working definition. Its shape says which routes lead into scope:

    `list`: a form that is in by law, or a conditional form that passes its tests; every other form is out;
    `test`: the tests alone, whatever forms are in by law;
    `mixed`: a form that is in by law, or the tests.
    In each of them a form that is out by law is out, and the exclusions must hold.
    """

    country: str
    shape: str
    criteria: tuple[Criterion, ...]
    forms: tuple[Form, ...] = ()
    optional_at_least: int = 0
    legal_form_variable: str = "legal_form"


def parse_definition(document, codebook):
    """Read a definition document. Raises RuleError with every mistake and its place (JSON pointer)."""
    reader = _Reader(codebook)
    definition = reader.definition(document)
    reader.problems.raise_if_any()
    return definition


class _Reader:
    def __init__(self, codebook):
        self.codebook = codebook
        self.problems = Problems()

    def definition(self, document):
        with self.problems.collected():
            _refuse_non_object(document, "", "a definition")
            self._check_keys(document, DOCUMENT_KEYS, "")
            self._check_fixed(document)
            criteria = self._entries(document, "criteria", MAX_CRITERIA, self._criterion)
            forms = self._entries(
                document, "forms", MAX_FORMS, self._form, document.get("legal_form_variable")
            )
            self._check_codes(criteria, forms)
            optional = sum(criterion is not None and criterion.role == "optional" for criterion in criteria)
            return Definition(
                country=self._field(document, "country", "", _read_country, required=True),
                shape=self._field(document, "shape", "", _choice(SHAPES), required=True),
                criteria=criteria,
                forms=forms,
                optional_at_least=self._field(document, "optional_at_least", "", _count(optional), default=0),
                legal_form_variable=self._field(
                    document, "legal_form_variable", "", self._form_variable, True
                ),
            )

    def _check_fixed(self, document):
        self._field(
            document, "format", "", lambda value, path: read_integer(value, path, FORMAT, FORMAT), True
        )
        self._field(document, "organisation_type_variable", "", _choice((ORGANISATION_TYPE,)))

    def _check_keys(self, document, allowed, path):
        for key in document:
            if key not in allowed:
                self.problems.add(step(path, shown(key)), "unknown-key", key=shown(key))

    def _field(self, document, key, path, read, required=False, default=None):
        """One value, read; None or the default after noting what is wrong."""
        with self.problems.collected():
            if key in document and document[key] is not None:
                return read(document[key], f"{path}/{key}")
            if required:
                refuse("required", f"{path}/{key}", key=key)
        return default

    def _entries(self, document, key, limit, read, *context):
        with self.problems.collected():
            entries = document.get(key, [])
            if not isinstance(entries, list):
                refuse("wrong-type", f"/{key}", expected="a list")
            if len(entries) > limit:
                refuse("too-large", f"/{key}", limit=limit)
            return tuple(
                self._entry(entry, f"/{key}/{place}", read, context) for place, entry in enumerate(entries)
            )
        return ()

    def _entry(self, entry, path, read, context):
        with self.problems.collected():
            _refuse_non_object(entry, path, "an object")
            return read(entry, path, *context)

    def _criterion(self, entry, path):
        self._check_keys(entry, CRITERION_KEYS, path)
        texts = {key: self._field(entry, key, path, read_text, default="") for key in CRITERION_TEXTS}
        return Criterion(
            code=self._field(entry, "code", path, _read_short, True),
            words=self._field(entry, "expression", path, self._expression, True),
            role=self._field(entry, "role", path, _choice(ROLES), True),
            title=self._field(entry, "title", path, _read_languages, default={}),
            wording=self._field(entry, "wording", path, _read_languages, default={}),
            organisation_types=self._field(entry, "organisation_types", path, self._types, default=()),
            period=self._period(entry, path),
            **texts,
        )

    def _form(self, entry, path, variable):
        self._check_keys(entry, FORM_KEYS, path)
        variable = self.codebook.get(variable) if isinstance(variable, str) else None
        read = _read_short if variable is None else lambda value, at: read_code(value, variable, at)
        return Form(
            code=self._field(entry, "code", path, read, True),
            status=self._field(entry, "status", path, _choice(STATUSES), True),
            criteria=self._field(entry, "criteria", path, _read_codes, default=()),
            period=self._period(entry, path),
        )

    def _period(self, entry, path):
        valid_from = self._field(entry, "valid_from", path, read_date)
        valid_to = self._field(entry, "valid_to", path, read_date)
        if valid_from and valid_to and valid_from >= valid_to:
            self.problems.add(f"{path}/valid_to", "period-reversed")
        return Period(valid_from, valid_to)

    def _expression(self, value, path):
        return parse(value, self.codebook, path)

    def _types(self, value, path):
        if value == []:
            return ()
        if ORGANISATION_TYPE not in self.codebook:
            refuse("unknown-variable", path, value=ORGANISATION_TYPE)
        variable = self.codebook[ORGANISATION_TYPE]
        return read_list(value, path, MAX_CODE, lambda entry, at: read_code(entry, variable, at))

    def _form_variable(self, value, path):
        if not isinstance(value, str) or value not in self.codebook:
            refuse("unknown-variable", path, value=shown(value))
        if self.codebook[value].type != "select_one":
            refuse("wrong-type", path, expected="a variable of type select_one")
        return value

    def _check_codes(self, criteria, forms):
        codes = [criterion and criterion.code for criterion in criteria]
        for place, criterion in enumerate(criteria):
            if criterion and criterion.code and criterion.code in codes[:place]:
                self.problems.add(f"/criteria/{place}/code", "duplicate", value=criterion.code)
        for place, form in enumerate(forms):
            for at, code in enumerate(form.criteria if form else ()):
                if code not in codes:
                    self.problems.add(f"/forms/{place}/criteria/{at}", "unknown-criterion", value=code)
        self._check_periods([(place, form) for place, form in enumerate(forms) if form and form.code])

    def _check_periods(self, forms):
        """A form may change its status in time, but has one on each day."""
        entries = defaultdict(list)
        for place, form in forms:
            if any(form.period.overlaps(earlier) for earlier in entries[form.code]):
                self.problems.add(f"/forms/{place}/code", "overlap", value=form.code)
            entries[form.code].append(form.period)


def _refuse_non_object(value, path, expected):
    if not isinstance(value, dict):
        refuse("wrong-type", path, expected=expected)


def _read_short(value, path):
    if value == "":
        refuse("empty", path)
    return read_text(value, path, MAX_CODE)


def _read_codes(value, path):
    return () if value == [] else read_list(value, path, MAX_CRITERIA, _read_short)


def _read_country(value, path):
    text = read_text(value, path, 2)
    if not (len(text) == 2 and text.isascii() and text.isupper()):
        refuse("wrong-type", path, expected="a country code (ISO 3166-1, two capital letters)")
    return text


def _read_languages(value, path):
    """A text per language tag, none of them repeated."""
    _refuse_non_object(value, path, "an object from language to text")
    if len(value) > MAX_LANGUAGES:
        refuse("too-large", path, limit=MAX_LANGUAGES)
    return {read_text(tag, path, 35): read_text(text, step(path, shown(tag))) for tag, text in value.items()}


def _choice(choices):
    def read(value, path):
        if not isinstance(value, str) or value not in choices:
            refuse("unknown-choice", path, value=shown(value), choices=", ".join(choices))
        return value

    return read


def _count(maximum):
    return lambda value, path: read_integer(value, path, 0, maximum)
