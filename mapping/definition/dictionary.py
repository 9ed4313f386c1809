"""The data dictionary: the codebook as rows, for its page and its CSV."""

from dataclasses import dataclass

from sse_portal.basics.text import in_language

from .codebook import CODEBOOK, SECTIONS


@dataclass(frozen=True)
class DictionaryRow:
    """One variable in one language. Fields are text, ready to print; `codes` holds (code, label) pairs."""

    seq: int
    section: str
    section_title: str
    name: str
    label: str
    question: str
    type: str
    unit: str
    codes: tuple[tuple[str, str], ...]
    code_list: str
    required: str
    minimum: str
    maximum: str
    hard_rule: str
    soft_rule: str
    relevance: str
    not_applicable_when: str
    home: str
    privacy: str
    priority: str
    standard: str
    feeds_criteria: str
    feeds_indicators: str

    def cells(self):
        """The row for a CSV: one text per field, codes as `code=label; …`."""
        texts = dict(vars(self), codes="; ".join(f"{code}={label}" for code, label in self.codes))
        return {name: str(text) for name, text in texts.items()}


def dictionary_rows(language):
    """All variables in questionnaire order, worded in a language (English where a text is missing)."""
    return tuple(_row(variable, language) for variable in CODEBOOK.values())


def _row(variable, language):
    return DictionaryRow(
        seq=variable.seq,
        section=variable.section,
        section_title=in_language(SECTIONS[variable.section], language),
        name=variable.name,
        label=in_language(variable.label, language),
        question=in_language(variable.question, language),
        type=variable.type,
        unit=in_language(variable.unit_label, language),
        codes=tuple((code.code, in_language(code.label, language)) for code in variable.codes),
        code_list=variable.code_list or "",
        required="yes" if variable.required else "",
        minimum=_plain(variable.minimum),
        maximum=_plain(variable.maximum),
        hard_rule=variable.hard_rule,
        soft_rule=variable.soft_rule,
        relevance=variable.relevance_text,
        not_applicable_when=variable.not_applicable_text,
        home=variable.home,
        privacy=variable.privacy,
        priority=variable.priority,
        standard=variable.standard,
        feeds_criteria="; ".join(variable.feeds_criteria),
        feeds_indicators="; ".join(variable.feeds_indicators),
    )


def _plain(number):
    return "" if number is None else f"{number:f}"
