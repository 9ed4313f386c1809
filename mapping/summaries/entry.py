"""What the pages of a response show: its sections, its answers in words, what stands in the way of its submission."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference

from ..definition.checks import HARD, SOFT, relevant
from ..definition.codebook import CODEBOOK, SECTIONS, by_section, rules_codebook
from ..models import EntityContact, ReviewComment
from ..services.entry import answers_for_entry, section_variables
from ..services.responses import ALLOWED, findings_of
from .answers import in_words, question_label


@dataclass(frozen=True)
class Head:
    """What every page of a response says first."""

    uid: str
    name: str
    name_local: str
    language: str
    country: str
    iso2: str
    region: str
    study: str
    study_uid: str
    status: str
    interviewer: str


@dataclass(frozen=True)
class SectionState:
    """How far a section is: questions answered of those that are put, and rules broken."""

    letter: str
    title: str
    answered: int
    asked: int
    problems: int

    @property
    def label(self):
        return f"{self.letter}. {self.title}"

    @property
    def state(self):
        return f"{self.answered} / {self.asked}"


@dataclass(frozen=True)
class Remark:
    """A broken rule or a reviewer's question, in words, with the place it belongs to."""

    variable: str
    label: str
    text: str
    section: str = ""
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class AnswerLine:
    """A question with its answer in words. `is_put` is false for a question that a skip condition hides."""

    variable: str
    label: str
    value: str
    is_put: bool
    remarks: tuple
    comments: tuple


@dataclass(frozen=True)
class AnswerSection:
    """The lines of a section."""

    letter: str
    title: str
    lines: tuple


class ResponseState:
    """A response as it stands: loaded once, looked at by every part of a page."""

    def __init__(self, response, language, *, with_contact=False):
        self.response, self.language = response, language
        self.country = response.study.country_id
        contact = EntityContact.objects.filter(entity=response.entity).first() if with_contact else None
        self.answers = answers_for_entry(response, contact)
        self.findings = findings_of(response)
        self.put = relevant(self.answers)
        self.comments = tuple(ReviewComment.objects.filter(response=response, settled_at=None).order_by("id"))

    @property
    def head(self):
        entity, study = self.response.entity, self.response.study
        country, region = reference.country(entity.country_id), reference.region(entity.region_id)
        return Head(
            uid=str(self.response.uid), name=entity.name, name_local=entity.name_local,
            language=country.languages[0], country=in_language(country.names, self.language), iso2=country.iso2,
            region=in_language(region.names, self.language) if region else "",
            study=in_language(study.title, self.language), study_uid=str(study.uid), status=self.response.status,
            interviewer=self.response.interviewer,
        )  # fmt: skip

    def allows(self, act):
        """Is an act possible in the present status: save, submit, verify, return?"""
        return act in ALLOWED[self.response.status]

    def sections(self):
        """How far each section is, in order."""
        return tuple(self._state(letter) for letter in SECTIONS)

    def _state(self, letter):
        put = [each.name for each in section_variables(letter) if each.name in self.put]
        broken = {found.variable for found in self.findings if found.severity == HARD}
        return SectionState(
            letter=letter,
            title=in_language(SECTIONS[letter], self.language),
            answered=sum(self.answers[name] is not None for name in put),
            asked=len(put),
            problems=sum(name in broken and self.answers[name] is not None for name in put),
        )

    def remarks(self, severity):
        """The broken rules of a severity, in the order of the questionnaire, with the reasons given so far."""
        return tuple(self._remark(found) for found in self.findings if found.severity == severity)

    def _remark(self, found):
        return Remark(
            found.variable, question_label(found.variable, self.language), found.text,
            CODEBOOK[found.variable].section, found.code, self.response.confirmed.get(found.code, ""),
        )  # fmt: skip

    @property
    def hard(self):
        return self.remarks(HARD)

    @property
    def soft(self):
        return self.remarks(SOFT)

    def remarks_on_given(self, letter, severity):
        """{variable: [sentence]} of the rules that given answers of a section break; blanks are not nagged about."""
        found = {}
        for remark in self.remarks(severity):
            if remark.section == letter and self.answers.get(remark.variable) is not None:
                found.setdefault(remark.variable, []).append(remark.text)
        return found

    def comments_on(self, variable):
        """The reviewer's open questions about an answer; "" is the whole response."""
        return tuple(comment.text for comment in self.comments if comment.variable == variable)

    @property
    def unanswered(self):
        """The questions that are put and have no answer at all, contacts left aside."""
        names = [name for name, each in CODEBOOK.items() if each.home != "contact" and name in self.put]
        return tuple(
            Remark(name, question_label(name, self.language), "", CODEBOOK[name].section)
            for name in names
            if self.answers[name] is None
        )

    @property
    def open_comments(self):
        """All open questions of the reviewer, those about the whole response first."""
        ordered = sorted(self.comments, key=lambda each: CODEBOOK[each.variable].seq if each.variable else 0)
        return tuple(self._comment(each) for each in ordered)

    def _comment(self, comment):
        name = comment.variable
        if not name:
            return Remark("", _("The whole response"), comment.text)
        return Remark(name, question_label(name, self.language), comment.text, CODEBOOK[name].section)

    def answer_sections(self, *, with_contact=False):
        """Every answer in words, by section; contacts only where they were asked for."""
        remarks = {}
        for remark in (*self.hard, *self.soft):
            remarks.setdefault(remark.variable, []).append(remark)
        return tuple(
            AnswerSection(letter, in_language(SECTIONS[letter], self.language), tuple(
                self._line(each.name, remarks) for each in variables if with_contact or each.home != "contact"
            ))
            for letter, variables in by_section().items()
        )  # fmt: skip

    def _line(self, name, remarks):
        return AnswerLine(
            variable=name,
            label=question_label(name, self.language),
            value=in_words(name, self.answers.get(name), self.country, self.language),
            is_put=name in self.put,
            remarks=tuple(remarks.get(name, ())),
            comments=self.comments_on(name),
        )

    def skip_logic(self, letter):
        """What the browser needs to hide questions of a section at once: conditions, exemptions, other answers."""
        names = [each.name for each in section_variables(letter)]
        conditions = {name: dict(CODEBOOK[name].relevance) for name in names if CODEBOOK[name].relevance}
        exempt = {name: dict(CODEBOOK[name].not_applicable_when) for name in names if _is_exempt(name)}
        controlling = set().union(*map(_variables_of, (*conditions.values(), *exempt.values())))
        elsewhere = {name: _plain(self.answers.get(name)) for name in sorted(controlling - set(names))}
        return {"put_if": conditions, "not_put_if": exempt, "elsewhere": elsewhere}


def _is_exempt(name):
    return name in rules_codebook().exemptions


def _variables_of(expression):
    """The names that an expression of the rule language asks for."""
    if isinstance(expression, dict):
        own = {expression[key] for key in ("var", "known") if key in expression}
        return own.union(*map(_variables_of, expression.values()))
    if isinstance(expression, list):
        return set().union(*map(_variables_of, expression))
    return set()


def _plain(value):
    """A typed answer for JSON: numbers as text, which is exact."""
    return value if value is None or isinstance(value, (list, str)) else str(value)


def neighbours(letter):
    """(previous, next) section letters, None at the ends."""
    letters = list(SECTIONS)
    place = letters.index(letter)
    before = letters[place - 1] if place else None
    return before, letters[place + 1] if place + 1 < len(letters) else None


def differences_in_words(differences, country, language):
    """Conflicts of an edit as rows of components/side_by_side.html."""
    return [
        {
            "name": each.variable,
            "label": question_label(each.variable, language),
            "mine": in_words(each.variable, each.mine, country, language),
            "theirs": in_words(each.variable, each.theirs, country, language),
            "differs": True,
        }
        for each in differences
    ]


def with_reasons(remarks, confirmed):
    """The remarks with the reasons that were just typed."""
    return tuple(replace(remark, reason=str(confirmed.get(remark.code, ""))) for remark in remarks)
