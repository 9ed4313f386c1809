"""Which definition is in use, and the verdict of a definition on an organisation with its reasons in words.

Texts come in the active language.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sse_portal import rules
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.basics.text import in_language
from sse_portal.records.services import audit_reading
from sse_portal.reference import summaries as reference

from ..definition.codebook import CODEBOOK, rules_codebook
from ..definition.documents import compiled
from ..definition.wording import answer_label, form_label, question_label
from ..models import DefinitionCriterion, SurveyResponse, WorkingDefinition
from ..services.classification import completed_answers_of

ROLES = DefinitionCriterion.Role


@dataclass(frozen=True)
class DefinitionBrief:
    """A version of a definition, as lists and figures name it. `country` is an ISO code, or None for the region."""

    uid: UUID
    country: str | None
    country_name: str
    number: int
    title: str
    status: str
    is_template: bool
    shape: str
    shape_label: str
    adopted_at: datetime | None
    adoption_reference: str
    digest: str

    @property
    def label(self):
        """Short, for figures: “version 2”, “version 1 (template)”."""
        if self.is_template:
            return _("version %(number)s (template)") % {"number": self.number}
        if self.status == "adopted":
            return _("version %(number)s") % {"number": self.number}
        status = WorkingDefinition.Status(self.status).label
        return _("version %(number)s (%(status)s)") % {"number": self.number, "status": status}


@dataclass(frozen=True)
class VerdictReason:
    """One criterion of a verdict. `result` is met, failed, unknown, not_applicable; "" when it may not be told.

    `answers`: (question, answer) pairs, for those who may read survey answers.
    """

    code: str
    title: str
    wording: str
    role: str
    role_label: str
    result: str
    decisive: bool
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class EntityVerdict:
    """What a definition says of an organisation on a day, and why, as far as the reader may know.

    `form` is the sentence on its legal form; `is_partial`: some results rest on answers that are not public.
    """

    verdict: str
    definition: DefinitionBrief
    on: date
    verified_at: datetime
    form: str
    reasons: tuple[VerdictReason, ...]
    open_questions: tuple[str, ...]
    is_partial: bool


def brief(definition):
    """A stored definition as a frozen row."""
    country = definition.country_id
    return DefinitionBrief(
        uid=definition.uid,
        country=country,
        country_name=in_language(reference.country(country).names, get_language())
        if country
        else _("The region"),
        number=definition.number,
        title=in_language(definition.title, get_language()),
        status=definition.status,
        is_template=definition.is_template,
        shape=definition.shape,
        shape_label=str(definition.get_shape_display()),
        adopted_at=definition.adopted_at,
        adoption_reference=definition.adoption_reference,
        digest=definition.digest,
    )


def definition_in_use(country):
    """The adopted definition of a country (ISO code; None: the region), else its newest template, else None.

    Drafts and proposals are not in use, and are the same to everybody in that.
    """
    definition = stored_in_use(country)
    return brief(definition) if definition else None


def stored_in_use(country):
    """As `definition_in_use`, but the record, for services."""
    of_country = WorkingDefinition.objects.in_country(country)
    return of_country.in_force().first() or of_country.templates().newest_first().first()


def verdict_on_entity(entity, user):
    """The verdict on an entity that `user` may see, from its latest verified response; None without one.

    The public reads the verdict and the criteria, and a criterion's result only where it rests on public answers.
    Who may read survey answers gets every result with the answers, and that is noted in the audit.
    """
    definition, response = stored_in_use(entity.country_id), latest_verified(entity)
    if definition is None or response is None:
        return None
    on = timezone.localdate()
    answers = completed_answers_of(response)
    plan = compiled(definition, on)
    explanation = rules.explain_by(plan, answers)
    may_read = can(user, Can.READ_RESTRICTED, entity.country_id)
    if may_read:
        audit_reading(
            by=user, kind="mapping.surveyresponse", record=response.uid, country=entity.country_id, rows=1
        )
    public = set() if may_read else _public_criteria(plan)
    told = [reason for reason in explanation.reasons if reason.result != "off"]
    return EntityVerdict(
        verdict=explanation.verdict,
        definition=brief(definition),
        on=on,
        verified_at=response.verified_at,
        form=form_sentence(explanation.form, answers.get("legal_form")),
        reasons=tuple(_reason(reason, may_read or reason.criterion in public, may_read) for reason in told),
        open_questions=_open_questions(explanation, may_read),
        is_partial=not may_read and any(reason.criterion not in public for reason in told),
    )


def latest_verified(entity):
    """The verified response of the latest study, or None."""
    verified = SurveyResponse.objects.verified().filter(entity=entity).select_related("entity", "study")
    return verified.order_by("-study__period_end", "-verified_at", "-id").first()


def form_sentence(form, code):
    """What the list of legal forms says, as a sentence. A form that is in or out may still not be what decided."""
    sentences = {
        "in": _("By its legal form (%(form)s) it belongs to the social and solidarity economy."),
        "out": _("By its legal form (%(form)s) it is outside the social and solidarity economy."),
        "conditional": _("Its legal form (%(form)s) belongs under conditions."),
        "unlisted": _("The definition does not list its legal form (%(form)s)."),
        "unknown": _("Its legal form is not known."),
        "not_applicable": _("It has no legal form: it is not registered."),
        "overruled": _("Its legal form (%(form)s) does not decide alone: other criteria come first."),
    }
    status = "overruled" if form.status in ("in", "out") and not form.decisive else form.status
    return sentences[status] % {"form": form_label(code) if isinstance(code, str) else ""}


def _public_criteria(plan):
    """Codes of the criteria whose result follows from public answers alone, exemptions included."""
    return {
        test.criterion.code
        for test in plan.tests
        if all(
            _is_public(name) for name in rules.variables(rules.on_raw_answers(test.words, rules_codebook()))
        )
    }


def _is_public(variable):
    return CODEBOOK[variable].privacy == "public"


def _reason(reason, may_tell, with_answers):
    language = get_language()
    return VerdictReason(
        code=reason.criterion,
        title=in_language(reason.title, language),
        wording=in_language(reason.wording, language),
        role=reason.role,
        role_label=str(ROLES(reason.role).label),
        result=reason.result if may_tell else "",
        decisive=reason.decisive and may_tell,
        answers=tuple((question_label(n), answer_label(n, a)) for n, a in reason.answers.items())
        if with_answers
        else (),
    )


def _open_questions(explanation, may_read):
    """The questions that could still decide; to the public, those whose answers would be public."""
    return tuple(question_label(n) for n in explanation.open_questions if may_read or _is_public(n))
