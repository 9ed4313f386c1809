"""The life of a survey response: draft → submitted → verified, or returned and submitted again."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.basics.text import clean_text
from sse_portal.records.services import remember, update_record

from ..definition.checks import HARD, SOFT, Facts, Scope, blank_irrelevant, check, clean_answers
from ..definition.codebook import CODEBOOK, response_variables
from ..models import ReviewComment, SurveyResponse
from .entities import columns_of, entity_answers, update_entity, without
from .studies import WrongStatus

Status = SurveyResponse.Status
ALLOWED = {
    "save": {Status.DRAFT, Status.RETURNED},
    "submit": {Status.DRAFT, Status.RETURNED},
    "verify": {Status.SUBMITTED},
    "return": {Status.SUBMITTED, Status.VERIFIED},
}
OWN = tuple(variable.name for variable in response_variables())
REGISTER_FACTS = ("legal_form", "organisation_type", "isic_main")


class AlreadyStarted(Conflict):
    """The entity has a response in this study already; `extra["response"]` is it."""

    code, field = "already-started", "entity"


class NotAskable(Conflict):
    """The study takes no responses now."""

    code, field = "study-not-open", "study"


@dataclass(frozen=True)
class Saved:
    """A response as saved, and what could not be read: BadAnswer per variable."""

    response: SurveyResponse
    problems: tuple


def answers_in(response):
    """Every typed answer of a response by codebook variable, the entity's among them."""
    own = {name: getattr(response, name) for name in OWN}
    return {**entity_answers(response.entity), **own}


def facts_for(response):
    """What the rules must know beside the answers."""
    study = response.study
    return Facts(
        today=timezone.localdate(), country=study.country_id, study_start=study.period_start,
        previous_members=_previous_members(response),
    )  # fmt: skip


def _previous_members(response):
    earlier = SurveyResponse.objects.verified().earlier_rounds(response)
    return earlier.values_list("members_total", flat=True).first()


def findings(response):
    """Every rule that a response breaks, required answers included."""
    return check(answers_in(response), facts_for(response))


def _must_be(response, act):
    if response.status not in ALLOWED[act]:
        label = response.get_status_display()
        raise WrongStatus(_("A response that is “%(status)s” cannot take this step.") % {"status": label})


@transaction.atomic
def start_response(*, by, study, entity, answers=None, uid=None):
    """Begin a response of an entity in an open study, with the answers known so far (raw, by variable)."""
    require(by, Can.ENTER_RESPONSES, study.country_id)
    if entity.country_id != study.country_id:
        raise Invalid(_("This organisation belongs to another country."), field="entity")
    if not study.takes_responses:
        raise NotAskable(_("This study takes no responses now."))
    typed = _typed(answers or {}, study.country_id)
    given = {"uid": uid} if uid else {}
    try:
        with transaction.atomic():
            response = SurveyResponse.objects.create(
                study=study, entity=entity, entered_by=by, **typed, **given
            )
    except IntegrityError as error:
        known = SurveyResponse.objects.of_study(study).filter(entity=entity).first()
        if known is None:
            raise
        raise AlreadyStarted(_("This organisation has a response in this study."), response=known) from error
    remember("started", response, by=by, after=typed, country=study.country_id)
    return response


def _typed(answers, country):
    """Typed answers of the response's own variables; Invalid with one error per answer that cannot be read."""
    typed, problems = clean_answers(answers, Scope(country, timezone.localdate()))
    if foreign := [name for name in typed if name not in OWN]:
        raise Invalid(_("This belongs to the organisation, not to the response."), field=foreign[0])
    if problems:
        _refuse(problems)
    return typed


def _refuse(problems):
    errors = [{"field": each.field, "code": each.code, "message": str(each.message)} for each in problems]
    raise Invalid(errors[0]["message"], field=errors[0]["field"], errors=errors)


@transaction.atomic
def save_answers(*, by, response, answers, version, strict=True, entity_version=None):
    """Save raw answers by codebook variable in a draft, even while rules are broken.

    An answer that cannot be read stops everything when `strict`; otherwise the others are saved and it is
    reported. Answers about the organisation go to the register, if nobody changed it since `entity_version`.
    """
    country = response.study.country_id
    require(by, Can.ENTER_RESPONSES, country)
    _must_be(response, "save")
    typed, problems = clean_answers(answers, Scope(country, response.interview_date or timezone.localdate()))
    if problems and strict:
        _refuse(problems)
    own = {name: value for name, value in typed.items() if name in OWN}
    about = {name: value for name, value in typed.items() if CODEBOOK[name].home == "entity"}
    if about:
        _save_about_entity(by, response.entity, without(about, "country"), entity_version)
    response = update_record(response, own, by=by, version=version, country=country)
    return Saved(response, tuple(problems))


def _save_about_entity(by, entity, values, version):
    require(by, Can.EDIT_ENTITIES, entity.country_id)
    columns = columns_of(without(values, "registration_number"), entity.country_id)
    update_entity(entity, columns, by=by, version=version or entity.version)


@transaction.atomic
def submit_response(*, by, response, version, confirmed=None):
    """Hand a response to the reviewer. Hard findings stop it; a soft one needs a reason in `confirmed`.

    Answers to questions that are not put are blanked now; a draft keeps them.
    """
    require(by, Can.ENTER_RESPONSES, response.study.country_id)
    _must_be(response, "submit")
    reasons = _reasons(response, confirmed or {})
    kept = blank_irrelevant(answers_in(response))
    values = {name: kept[name] for name in OWN} | {
        "status": Status.SUBMITTED, "confirmed": reasons, "submitted_at": timezone.now(), "submitted_by_id": by.pk,
    }  # fmt: skip
    response = update_record(
        response, values, by=by, version=version, act="submitted", country=response.study.country_id
    )
    response.comments.filter(settled_at=None).update(settled_at=timezone.now())
    return response


def _reasons(response, confirmed):
    """The reasons for soft rules broken on purpose; Invalid when a hard rule is broken or a reason is missing."""
    given = {code: clean_text(str(text), limit=1000) for code, text in confirmed.items()}
    given = {**response.confirmed, **given}
    found = findings(response)
    open_ones = [each for each in found if each.severity == HARD or not given.get(each.code)]
    if open_ones:
        errors = [_finding_error(each) for each in open_ones]
        raise Invalid(errors[0]["message"], field=errors[0]["field"], errors=errors)
    return {each.code: given[each.code] for each in found if each.severity == SOFT}


def _finding_error(finding):
    return {
        "field": finding.variable, "code": finding.code, "severity": finding.severity, "message": finding.text,
    }  # fmt: skip


@transaction.atomic
def verify_response(*, by, response, version):
    """Accept a submitted response; nobody verifies what they submitted. The register takes over its facts."""
    country = response.study.country_id
    require(by, Can.REVIEW_RESPONSES, country)
    _must_be(response, "verify")
    if response.submitted_by_id == by.pk:
        raise Conflict(_("Somebody else has to verify what you submitted."), field="status")
    values = {"status": Status.VERIFIED, "verified_at": timezone.now(), "verified_by_id": by.pk}
    response = update_record(response, values, by=by, version=version, act="verified", country=country)
    _take_over(response, by)
    return response


def _take_over(response, by):
    entity = response.entity
    entity.refresh_from_db()
    facts = {name: getattr(response, name) for name in REGISTER_FACTS if getattr(response, name)}
    if "legal_form" in facts:
        facts["legal_form_id"] = facts.pop("legal_form")
    facts["is_listed"] = entity.consent_public_listing == "yes" and entity.removed_at is None
    update_entity(entity, facts, by=by, version=entity.version, act="taken over")


@transaction.atomic
def return_response(*, by, response, version, comments=None, reason=""):
    """Give a response back with questions: `comments` by codebook variable, and a reason for the whole."""
    country = response.study.country_id
    require(by, Can.REVIEW_RESPONSES, country)
    _must_be(response, "return")
    comments = {name: clean_text(str(text), limit=1000) for name, text in (comments or {}).items()}
    comments = {name: text for name, text in comments.items() if text}
    reason = clean_text(reason, limit=1000)
    if unknown := [name for name in comments if name not in CODEBOOK]:
        raise Invalid(_("There is no such question."), field=unknown[0])
    if not comments and not reason:
        raise Invalid(_("Say what has to be changed."), field="reason")
    values = {"status": Status.RETURNED, "verified_at": None, "verified_by_id": None}
    response = update_record(
        response, values, by=by, version=version, act="returned", country=country, reason=reason
    )
    texts = {**comments, **({"": reason} if reason else {})}
    ReviewComment.objects.bulk_create(
        ReviewComment(response=response, variable=name, text=text, by=by) for name, text in texts.items()
    )
    return response
