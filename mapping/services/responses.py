"""The way of one response: draft → submitted → verified, or returned and submitted again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Conflict, Invalid, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import remember, stale, update_record

from ..definition.checks import HARD, SOFT, Facts, Scope, blank_irrelevant, check, clean_answers
from ..definition.codebook import CODEBOOK, response_variables
from ..models import ReviewComment, SurveyResponse
from .classification import answers_of
from .entities import copy_reviewed_facts, required_reason, unlist_entity
from .entity_values import known_values

ANSWERS = tuple(variable.name for variable in response_variables())
Status = SurveyResponse.Status
# What may be done with a response in each status.
ALLOWED = {
    Status.DRAFT: ("save", "submit", "discard"),
    Status.RETURNED: ("save", "submit"),
    Status.SUBMITTED: ("verify", "return"),
    Status.VERIFIED: ("return",),
}
LONGEST_REASON, LONGEST_INTERVIEWER = 1_000, 80


class StudyClosed(Conflict):
    """The study is not in the field."""

    code, field = "study-closed", "study"


class AlreadyStarted(Conflict):
    """There is a response of this entity in this study; `extra["response"]` is its public id."""

    code, field = "already-started", "entity"


class NotNow(Conflict):
    """The status does not allow this act."""

    code, field = "wrong-status", "status"


class Incomplete(Invalid):
    """Hard rules are broken or required answers missing: `errors` names each variable."""

    code = "incomplete"


class Unconfirmed(Invalid):
    """Soft rules are broken: each needs a reason in `confirmed`, by the code in `errors`."""

    code = "unconfirmed"


class OwnWork(Problem):
    """Who submitted a response does not verify it."""

    code, field, status = "own-work", "verified_by", 403


@transaction.atomic
def start_response(*, by, study, entity, answers=None, uid=None, interviewer=""):
    """Begin a response of an entity in a study, with what is known already (raw answers by variable).

    Raises StudyClosed, AlreadyStarted, Invalid.
    """
    require(by, Can.ENTER_RESPONSES, study.country_id)
    if not study.takes_responses:
        raise StudyClosed(_("This study takes no responses at the moment."))
    if entity.country_id != study.country_id or entity.removed_at:
        raise Invalid(_("This organisation is not on the register of the study's country."), field="entity")
    values, problems = read_answers(answers or {}, study.country_id)
    refuse(problems)
    response = SurveyResponse(
        study=study, entity=entity, entered_by=by, interviewer=_interviewer(interviewer, by), **values
    )
    if uid:
        response.uid = uid
    _insert(response, study, entity)
    after = {name: value for name, value in values.items() if value is not None}
    remember("started", response, by=by, country=study.country_id, after=after)
    return response


def _insert(response, study, entity):
    # The lock on the entity makes the answer exact for two starts at the same moment.
    type(entity).objects.select_for_update().get(pk=entity.pk)
    known = (
        SurveyResponse.with_pending.of_study(study)
        .filter(entity=entity)
        .values_list("uid", flat=True)
        .first()
    )
    if known:
        raise AlreadyStarted(_("This organisation has a response in this study already."), response=known)
    if SurveyResponse.with_pending.filter(uid=response.uid).exists():
        raise Conflict(_("There is already a record with this identifier."), field="id")
    response.save(force_insert=True)


def _interviewer(text, by):
    cleaned = " ".join(clean_text(text, limit=LONGEST_INTERVIEWER, field="interviewer").split())
    return cleaned or str(by)[:LONGEST_INTERVIEWER]


def read_answers(raw, country):
    """(typed values, problems) of raw answers to questions that a response keeps; each problem names its variable."""
    own = {name: value for name, value in raw.items() if name in ANSWERS}
    values, problems = clean_answers(own, Scope(country=country))
    errors = [{"field": each.field, "code": each.code, "message": str(each)} for each in problems]
    message = _("This is no question of a survey response.")
    errors += [
        {"field": str(name)[:60], "code": "unknown-variable", "message": message}
        for name in raw
        if name not in own
    ]
    return values, errors


def refuse(problems):
    """Raise Invalid when there are problems."""
    if problems:
        raise Invalid(_("Some answers cannot be accepted."), errors=problems)


def save_answers(*, by, response, answers, version, partly=False):
    """Keep raw answers in a draft, whether or not they agree with each other. None takes an answer away.

    An answer that is no value of its variable is refused with all others; with `partly` the others are kept, and
    the problems returned. Raises Invalid, NotNow, StudyClosed, StaleVersion.
    """
    require(by, Can.ENTER_RESPONSES, response.study.country_id)
    _require_allowed(response, "save")
    if not response.study.takes_responses:
        raise StudyClosed(_("This study takes no responses at the moment."))
    values, problems = read_answers(answers, response.study.country_id)
    if not partly:
        refuse(problems)
    update_record(response, values, by=by, version=version, act="answered", country=response.study.country_id)
    return problems


def _require_allowed(response, act):
    if act not in ALLOWED[response.status]:
        message = _("This is not possible while the response is %(status)s.")
        raise NotNow(message % {"status": response.get_status_display()})


def answers_with_register(response):
    """All typed answers about the entity, its own from the register among them; contacts are not answers."""
    return {**answers_of(response), "location": known_values(response.entity)["location"]}


def findings_of(response, *, complete=True):
    """Every rule that the answers break. `complete` counts unanswered required questions too."""
    return check(answers_with_register(response), facts_of(response), complete=complete)


def facts_of(response):
    """What a check must know beside the answers."""
    earlier = SurveyResponse.objects.of_entity(response.entity.uid).verified().before_study(response.study)
    return Facts(
        today=timezone.localdate(),
        country=response.study.country_id,
        study_start=response.study.period_start,
        previous_members=earlier.values_list("members_total", flat=True).first(),
    )


@transaction.atomic
def submit_response(*, by, response, version, confirmed=None):
    """Hand a response over for review. `confirmed` gives a reason for each soft rule that it breaks: {code: reason}.

    Answers to questions that are not put are blanked; the history keeps them. The reviewer's open questions are
    settled. Raises Incomplete, Unconfirmed, NotNow, StudyClosed, StaleVersion.
    """
    country = response.study.country_id
    require(by, Can.ENTER_RESPONSES, country)
    _require_allowed(response, "submit")
    if not response.study.takes_responses:
        raise StudyClosed(_("This study takes no responses at the moment."))
    findings = findings_of(response)
    _require_no_hard(findings)
    values = _without_irrelevant(response) | {
        "status": Status.SUBMITTED,
        "submitted_at": timezone.now(),
        "submitted_by_id": by.pk,
        "confirmed": _reasons(findings, confirmed or {}),
    }
    update_record(response, values, by=by, version=version, act="submitted", country=country)
    response.comments.filter(settled_at=None).update(settled_at=values["submitted_at"])
    return response


def _require_no_hard(findings):
    errors = [errors_of(found) for found in findings if found.severity == HARD]
    if errors:
        raise Incomplete(_("Some answers are missing or contradict each other."), errors=errors)


def errors_of(finding):
    """A finding as an entry of a problem's `errors`."""
    return {"field": finding.variable, "code": finding.code, "message": finding.text}


def _reasons(findings, confirmed):
    soft = [found for found in findings if found.severity == SOFT]
    reasons = {found.code: _reason(confirmed.get(found.code)) for found in soft}
    errors = [errors_of(found) for found in soft if not reasons[found.code]]
    if errors:
        raise Unconfirmed(_("Some answers are unusual: say why they are right."), errors=errors)
    return reasons


def _reason(text):
    if text is not None and not isinstance(text, str):
        raise Invalid(_("A reason must be text."), field="confirmed")
    return clean_text(text or "", limit=LONGEST_REASON, field="confirmed")


def _without_irrelevant(response):
    answers = answers_with_register(response)
    kept = blank_irrelevant(answers)
    return {name: None for name in ANSWERS if answers[name] is not None and kept[name] is None}


@transaction.atomic
def discard_response(*, by, response, version, reason):
    """Throw away a draft that was begun by mistake. The history keeps its answers and the reason."""
    country = response.study.country_id
    require(by, Can.ENTER_RESPONSES, country)
    _require_allowed(response, "discard")
    reason = required_reason(reason)
    held = SurveyResponse.objects.select_for_update().filter(pk=response.pk, version=version).first()
    if held is None:
        raise stale(response)
    before = {
        name: value for name, value in answers_of(response).items() if name in ANSWERS and value is not None
    }
    remember("discarded", response, by=by, country=country, before=before, reason=reason)
    held.delete()


@transaction.atomic
def verify_response(*, by, response, version):
    """Accept a submitted response; never one's own. The register takes over what it says of the organisation."""
    country = response.study.country_id
    require(by, Can.REVIEW_RESPONSES, country)
    _require_allowed(response, "verify")
    if response.submitted_by_id == by.pk:
        raise OwnWork(_("Somebody other than the person who submitted it has to verify it."))
    values = {"status": Status.VERIFIED, "verified_at": timezone.now(), "verified_by_id": by.pk}
    update_record(response, values, by=by, version=version, act="verified", country=country)
    if (
        not SurveyResponse.objects.of_entity(response.entity.uid)
        .verified()
        .after_study(response.study)
        .exists()
    ):
        copy_reviewed_facts(by=by, entity_id=response.entity_id, facts=_register_facts(response))
    return response


def _register_facts(response):
    """What the register takes from a verified response; a question that was not answered changes nothing."""
    facts = {
        "legal_form_id": response.legal_form,
        "organisation_type": response.organisation_type,
        "isic_main": response.isic_main,
    }
    return {name: value for name, value in facts.items() if value}


@transaction.atomic
def return_response(*, by, response, version, comments=None, reason=""):
    """Send a response back with questions {variable: text}; the empty variable, or `reason`, is about the whole.

    A verified one can be returned too: it no longer counts, and is not listed, until it is verified again.
    """
    country = response.study.country_id
    require(by, Can.REVIEW_RESPONSES, country)
    _require_allowed(response, "return")
    asked = _read_comments(comments or {}, reason)
    was_verified = response.status == Status.VERIFIED
    values = {"status": Status.RETURNED, "verified_at": None, "verified_by_id": None}
    reason = asked.get("", "")
    update_record(response, values, by=by, version=version, act="returned", country=country, reason=reason)
    ReviewComment.objects.bulk_create(
        ReviewComment(response=response, variable=variable, text=text, by=by)
        for variable, text in asked.items()
    )
    if was_verified and not SurveyResponse.objects.of_entity(response.entity.uid).verified().exists():
        unlist_entity(by=by, entity_id=response.entity_id, reason=reason)
    return response


def _read_comments(comments, reason):
    unknown = [str(name)[:60] for name in comments if name != "" and name not in CODEBOOK]
    if unknown:
        errors = [
            {"field": name, "code": "unknown-variable", "message": _("There is no such question.")}
            for name in unknown
        ]
        raise Invalid(_("Some comments are about no question."), errors=errors)
    whole = [comments.get("", ""), reason]
    asked = {"": "\n".join(filter(None, (_comment("", text) for text in whole)))[:LONGEST_REASON]}
    asked |= {name: _comment(name, text) for name, text in comments.items() if name}
    asked = {name: text for name, text in asked.items() if text}
    if not asked:
        raise Invalid(_("Say what has to be put right."), field="reason")
    return asked


def _comment(variable, text):
    if text is not None and not isinstance(text, str):
        raise Invalid(_("A comment must be text."), field=variable)
    return clean_text(text or "", limit=LONGEST_REASON, field=variable)
