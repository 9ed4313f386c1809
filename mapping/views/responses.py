"""Responses of a study: the list, starting one, its page, its history."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.api.parameters import BadParameter
from sse_portal.basics.problems import Problem
from sse_portal.records.editing import version_of
from sse_portal.records.services import audit_reading

from ..forms.studies import FindForm, RegisterForm, ResponseFilter
from ..models import Entity
from ..services.duplicates import likely_duplicates
from ..services.entities import register_entity
from ..services.responses import AlreadyStarted, discard_response, start_response
from ..summaries.entry import ResponseState
from ..summaries.response_history import history_of
from ..summaries.studies import (
    entities_to_ask,
    interviewers_of,
    likely_entities,
    response_page,
    study_brief,
)
from .workspace import crumbs, note_reading, response_for, study_for, tabs


@login_required
@require_safe
def response_list(request, uid):
    """The responses of a study, the newest first."""
    study = study_for(request, uid, Can.READ_RESTRICTED)
    form = ResponseFilter(request.GET, country=study.country_id, interviewers=interviewers_of(study))
    context = {
        "study": study_brief(study, get_language()),
        "form": form,
        "tabs": tabs(request, study),
        "crumbs": crumbs(study, (_("Responses"), "")),
        "may_enter": study.takes_responses and can(request.user, Can.ENTER_RESPONSES, study.country_id),
    }
    if not form.is_valid():
        return render(request, "mapping/response_list.html", context, status=422)
    audit_reading(by=request.user, kind="mapping.surveyresponse", country=study.country_id, asked=form.asked)
    try:
        page = response_page(study, form.asked, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "mapping/response_list.html", context, status=400)
    following = urlencode(form.asked | {"cursor": page.next_cursor}) if page.next_cursor else ""
    context |= {"page": page, "active": len(form.asked), "next_url": f"?{following}" if following else ""}
    return render(request, "mapping/response_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def response_start(request, uid):
    """Find the organisation on the register, or register it; then its response begins."""
    study = study_for(request, uid, Can.ENTER_RESPONSES)
    if request.method == "POST" and "entity" in request.POST:
        return _start(request, study, _chosen_entity(request, study))
    find = FindForm(request.GET or None)
    text = find.cleaned_data["q"] if find.is_bound and find.is_valid() else ""
    register = RegisterForm(
        request.POST or None, country=study.country_id, on=timezone.localdate(), initial={"name": text}
    )
    context = {
        "study": study_brief(study, get_language()),
        "find": find,
        "register": register,
        "searched": text,
        "found": entities_to_ask(study, text, get_language()) if text else (),
        "crumbs": crumbs(study, (_("New response"), "")),
    }
    if request.method == "POST":
        return _register(request, study, register, context)
    status = 422 if find.is_bound and find.errors else 200
    return render(request, "mapping/response_start.html", context, status=status)


def _chosen_entity(request, study):
    rows = Entity.objects.visible_to(request.user).in_country(study.country_id)
    return get_object_or_404(rows.with_uid_text(request.POST["entity"]))


def _start(request, study, entity):
    try:
        response = start_response(by=request.user, study=study, entity=entity)
    except AlreadyStarted as problem:
        messages.info(request, str(problem))
        return redirect("mapping:response-detail", problem.extra["response"])
    return redirect("mapping:response-section", response.uid, "A")


def _register(request, study, form, context):
    """Register the organisation unless it may be there already: then both are shown first."""
    status = 422
    if form.is_valid():
        values = form.cleaned_data
        alike = () if request.POST.get("sure") else _alike(study, values)
        if not alike:
            try:
                entity = register_entity(
                    by=request.user, country=study.country_id, values=values, is_sample=study.is_sample
                )
            except Problem as problem:
                form.tell(problem)
                status = problem.status
            else:
                return _start(request, study, entity)
        context["alike"], status = alike, 409 if alike else status
    return render(request, "mapping/response_start.html", context, status=status)


def _alike(study, values):
    candidates = likely_duplicates(
        country=study.country_id, name=values["name"], name_local=values["name_local"], region=values["region"],
        legal_form=values["legal_form"],
    )  # fmt: skip
    return likely_entities(study, candidates, get_language())


@login_required
@require_safe
def response_detail(request, uid):
    """A response in full, for those who may read it; that they did is noted."""
    response = response_for(request, uid)
    note_reading(request, response)
    user, country = request.user, response.study.country_id
    with_contact = can(user, Can.READ_CONTACTS, country)
    state = ResponseState(response, get_language(), with_contact=with_contact)
    may_enter = can(user, Can.ENTER_RESPONSES, country) and response.study.takes_responses
    may_review = can(user, Can.REVIEW_RESPONSES, country)
    context = {
        "head": state.head,
        "response": response,
        "sections": state.answer_sections(with_contact=with_contact),
        "states": state.sections(),
        "comments": state.open_comments,
        "may_edit": may_enter and state.allows("save"),
        "may_discard": may_enter and state.allows("discard"),
        "may_review": may_review and (state.allows("verify") or state.allows("return")),
        "may_read_history": can(user, Can.READ_HISTORY, country),
        "crumbs": _crumbs(response),
    }
    return render(request, "mapping/response_detail.html", context)


def _crumbs(response, *further):
    name = response.entity.name
    return crumbs(response.study, (name, reverse("mapping:response-detail", args=[response.uid])), *further)


@login_required
@require_POST
def response_discard(request, uid):
    """Throw away a draft that was begun by mistake."""
    response = response_for(request, uid, Can.ENTER_RESPONSES)
    discard_response(
        by=request.user, response=response, version=version_of(request), reason=request.POST.get("reason", "")
    )
    messages.success(request, _("The draft is gone: %(name)s.") % {"name": response.entity.name})
    return redirect("mapping:response-list", response.study.uid)


@login_required
@require_safe
def response_history(request, uid):
    """Who did what to a response."""
    response = response_for(request, uid, Can.READ_HISTORY)
    note_reading(request, response)
    context = {
        "head": ResponseState(response, get_language()).head,
        "events": history_of(response, get_language()),
        "crumbs": _crumbs(response, (_("History"), "")),
    }
    return render(request, "mapping/response_history.html", context)
