"""Random expressions, definitions and answers for any codebook, to test every back end of the rules with.

    @given(definition_documents(CODEBOOK), answer_sets(CODEBOOK))
    def test_sql_says_the_same(document, answers): ...

Thresholds and answers are drawn from the same few values, so that both sides of every limit come up.
"""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from sse_portal.rules import MISSING_CODES, NOT_APPLICABLE, Codebook, Variable

INTEGERS = [0, 1, 2, 5, 7, 49, 50, 51, 100]
DECIMALS = [
    Decimal(text) for text in ("0", "0.01", "30", "49.99", "50", "50.00", "50.01", "66.67", "99.99", "100")
]
MONEY = [Decimal(text) for text in ("-1000000", "-0.01", "0", "0.01", "250000", "9999999999.99")]
DATES = [date(1999, 12, 31), date(2012, 2, 29), date(2024, 6, 30), date(2024, 7, 1), date(2025, 1, 1)]
TEXTS = ["", "a", "A", "sahakum", "សហគមន៍", "đ", "it's", "100%"]
OPEN_CODES = ["KH-AC", "KH-SE", "VN-COP", "TH-SE"]
NUMBERS = {"integer": INTEGERS, "decimal": DECIMALS, "money": MONEY}
DAYS = st.sampled_from(
    [date(2013, 6, 30), date(2013, 7, 1), date(2024, 6, 30), date(2024, 7, 1), date(2026, 1, 1)]
)

YES_NO = ("yes", "no", "dk", "refused", "not_heard")
NO_MEMBERS = {"var": "membership_basis", "op": "=", "value": "no_members"}
CODEBOOK = Codebook(
    [
        Variable("legal_status", "select_one", ("registered", "recognized", "unregistered", "dk")),
        Variable("legal_form", "select_one", (), {"var": "legal_status", "op": "=", "value": "unregistered"}),
        Variable("organisation_type", "select_one", ("cooperative", "association", "foundation")),
        Variable("membership_basis", "select_one", ("voluntary", "compulsory", "no_members", "dk")),
        Variable("membership_open", "select_one", YES_NO, NO_MEMBERS),
        Variable("members_total", "integer", (), NO_MEMBERS),
        Variable("workers_total", "integer"),
        Variable("dist_rule", "select_one", ("prohibited", "capped", "free", "dk")),
        Variable("dist_capital_pct", "decimal"),
        Variable("surplus", "money"),
        Variable("reinvested_pct", "decimal", (), {"var": "surplus", "op": "<=", "value": 0}),
        Variable("founded", "date"),
        Variable("purposes", "select_multiple", ("members", "community", "environment", "none", "dk")),
        Variable("motto", "text"),
    ]
)


def codes_of(variable):
    """The codes an answer may have, those for *no answer* among them."""
    return list(variable.codes) or OPEN_CODES


def deciding_codes(variable):
    """The codes a rule may name."""
    return [code for code in codes_of(variable) if code not in MISSING_CODES]


def _values(variable):
    """What a rule may compare the variable with, as in a document."""
    if variable.type in NUMBERS:
        return st.sampled_from(NUMBERS[variable.type])
    if variable.type == "date":
        return st.sampled_from(DATES).map(date.isoformat)
    return st.sampled_from(TEXTS if variable.type == "text" else deciding_codes(variable))


def _ops(variable):
    if variable.type in ("select_one", "text"):
        return ["=", "!=", "in"]
    ordered = ["=", "!=", "<", "<=", ">", ">="]
    return [*ordered, "in"] if variable.type == "integer" else ordered


@st.composite
def leaves(draw, codebook, known=True):
    """One question to the answers, with or without a meaning for *not applicable*."""
    variable = codebook[draw(st.sampled_from(sorted(codebook)))]
    if known and draw(st.integers(0, 7)) == 0:
        return {"known": variable.name}
    multiple = variable.type == "select_multiple"
    op = "intersects" if multiple else draw(st.sampled_from(_ops(variable)))
    several = st.lists(_values(variable), min_size=1, max_size=3, unique=True)
    leaf = {
        "var": variable.name,
        "op": op,
        "value": draw(several if op in ("in", "intersects") else _values(variable)),
    }
    na = draw(st.sampled_from([None, True, False]))
    return leaf if na is None else leaf | {"na": na}


def expressions(codebook, known=True, max_leaves=8):
    """Documents of every word, nested; `known=False` leaves out the one word that is not monotone."""

    def nested(inner):
        lists = st.lists(inner, min_size=1, max_size=4)
        some = lists.flatmap(lambda of: st.integers(1, len(of)).map(lambda k: {"at_least": k, "of": of}))
        every, either = lists.map(lambda parts: {"all": parts}), lists.map(lambda parts: {"any": parts})
        return every | either | some | inner.map(lambda part: {"not": part})

    return st.recursive(leaves(codebook, known), nested, max_leaves=max_leaves)


def answers_to(variable):
    """A typed answer, at the limits of the rules too; or a code for *no answer*; or None."""
    if variable.type in NUMBERS:
        return st.none() | st.sampled_from(NUMBERS[variable.type])
    if variable.type == "date":
        return st.none() | st.sampled_from(DATES)
    if variable.type == "text":
        return st.none() | st.sampled_from(TEXTS)
    codes = st.sampled_from(codes_of(variable))
    if variable.type == "select_multiple":
        return st.none() | st.lists(codes, unique=True, max_size=4)
    return st.none() | codes


def answer_sets(codebook):
    """Raw answers: some variables missing altogether, some unknown, some given although they do not apply."""
    return st.fixed_dictionaries({}, optional={name: answers_to(codebook[name]) for name in codebook})


def settled_answers(variable):
    """Answers that say something, or that the question does not apply."""
    if variable.type == "select_multiple":
        known = st.lists(st.sampled_from(deciding_codes(variable)), unique=True, max_size=3)
    elif variable.type == "select_one":
        known = st.sampled_from(deciding_codes(variable))
    else:
        known = answers_to(variable).filter(lambda answer: answer is not None)
    return known | st.just(NOT_APPLICABLE)


@st.composite
def _periods(draw):
    start, end = sorted(draw(st.lists(st.sampled_from(DATES), min_size=2, max_size=2, unique=True)))
    return {
        "valid_from": draw(st.sampled_from([None, None, start.isoformat()])),
        "valid_to": draw(st.sampled_from([None, None, end.isoformat()])),
    }


@st.composite
def definition_documents(draw, codebook, known=True, max_criteria=6):
    """Definitions of every shape: dated criteria per organisation type, dated forms of every status."""
    types = deciding_codes(codebook["organisation_type"])
    codes = [f"C{number:02}" for number in range(1, draw(st.integers(1, max_criteria)) + 1)]
    criteria = [
        {
            "code": code,
            "role": draw(st.sampled_from(["core", "core", "optional", "exclusion", "off"])),
            "expression": draw(expressions(codebook, known, max_leaves=4)),
            "organisation_types": draw(st.lists(st.sampled_from(types), unique=True, max_size=2)),
            **draw(_periods()),
        }
        for code in codes
    ]
    forms = [
        {
            "code": code,
            "status": draw(st.sampled_from(["in", "out", "conditional", "conditional"])),
            "criteria": draw(st.lists(st.sampled_from(codes), unique=True, max_size=3)),
            **draw(_periods()),
        }
        for code in draw(
            st.lists(st.sampled_from(deciding_codes(codebook["legal_form"])), unique=True, max_size=4)
        )
    ]
    optional = sum(criterion["role"] == "optional" for criterion in criteria)
    return {
        "format": 1,
        "country": "KH",
        "shape": draw(st.sampled_from(["list", "test", "mixed"])),
        "legal_form_variable": "legal_form",
        "forms": forms,
        "criteria": criteria,
        "optional_at_least": draw(st.integers(0, optional)),
    }
