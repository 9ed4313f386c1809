"""Review: what waits, and one response with everything a reviewer needs to decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.api.parameters import BadParameter
from sse_portal.basics.problems import Problem
from sse_portal.records.editing import version_of
from sse_portal.records.services import audit_reading

from ..services.responses import return_response, verify_response
from ..summaries.entry import ResponseState
from ..summaries.studies import queue_page, study_brief, waiting_for
from .workspace import crumbs, note_reading, response_for, study_for, tabs


@login_required
@require_safe
def review_queue(request):
    """Everything that waits for the visitor's review, the oldest first."""
    if not can(request.user, Can.REVIEW_RESPONSES):
        raise PermissionDenied
    context = {"crumbs": crumbs(None, (_("Review"), "")), "title": _("Waiting for review")}
    return _queue(request, waiting_for(request.user), "", context)


@login_required
@require_safe
def review_queue_of_study(request, uid):
    """What waits in one study."""
    study = study_for(request, uid, Can.REVIEW_RESPONSES)
    brief = study_brief(study, get_language())
    context = {"crumbs": crumbs(study, (_("Review"), "")), "title": brief.title, "tabs": tabs(request, study)}
    return _queue(request, waiting_for(request.user).of_study(study), study.country_id, context)


def _queue(request, found, country, context):
    audit_reading(by=request.user, kind="mapping.surveyresponse", country=country, asked={"page": "review"})
    try:
        page = queue_page(found, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        context["problem"] = problem.message
        return render(request, "mapping/review_queue.html", context, status=400)
    context |= {"page": page, "next_url": f"?cursor={page.next_cursor}" if page.next_cursor else ""}
    return render(request, "mapping/review_queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def response_review(request, uid):
    """Verify a response, or return it with a question to each answer that needs one."""
    response = response_for(request, uid, Can.REVIEW_RESPONSES)
    note_reading(request, response)
    typed, problem = {}, None
    if request.method == "POST":
        typed = _comments(request)
        try:
            _decide(request, response, typed)
        except Problem as refusal:
            problem = refusal
            response = response_for(request, uid)
        else:
            return redirect(_next_address(request, response))
    return _page(request, response, typed, problem)


def _comments(request):
    """{variable: what was typed}; the empty variable is the whole response."""
    names = [name for name in request.POST if name.startswith("comment-")]
    return {name.removeprefix("comment-"): request.POST[name] for name in names if request.POST[name].strip()}


def _decide(request, response, comments):
    version = version_of(request)
    if request.POST.get("act") == "verify":
        verify_response(by=request.user, response=response, version=version)
        messages.success(request, _("Verified: %(name)s.") % {"name": response.entity.name})
    else:
        return_response(by=request.user, response=response, version=version, comments=comments)
        messages.success(request, _("Returned: %(name)s.") % {"name": response.entity.name})


def _next_address(request, response):
    """The next response that waits in the study, or the empty queue."""
    waiting = (
        waiting_for(request.user)
        .of_study(response.study)
        .oldest_first()
        .values_list("uid", flat=True)
        .first()
    )
    if waiting and "go_on" in request.POST:
        return reverse("mapping:response-review", args=[waiting])
    return reverse("mapping:review-queue-of-study", args=[response.study.uid])


def _page(request, response, typed, problem):
    with_contact = can(request.user, Can.READ_CONTACTS, response.study.country_id)
    state = ResponseState(response, get_language(), with_contact=with_contact)
    context = {
        "head": state.head,
        "version": response.version,
        "sections": state.answer_sections(with_contact=with_contact),
        "soft": state.soft,
        "hard": state.hard,
        "typed": typed,
        "whole": typed.get("", ""),
        "problem": problem,
        "own_work": response.submitted_by_id == request.user.pk,
        "may_verify": state.allows("verify"),
        "may_return": state.allows("return"),
        "crumbs": crumbs(
            response.study,
            (response.entity.name, reverse("mapping:response-detail", args=[response.uid])),
            (_("Review"), ""),
        ),
    }
    return render(request, "mapping/response_review.html", context, status=problem.status if problem else 200)
