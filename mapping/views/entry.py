"""Entering a response: finding the organisation, one page per section, handing it over."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sse_portal.accounts.roles import Can
from sse_portal.basics.problems import Problem
from sse_portal.records.editing import version_of

from ..definition.checks import HARD, SOFT, relevant
from ..definition.codebook import SECTIONS
from ..forms.entry import SectionForm
from ..services.entry import as_seen, save_section, section_variables
from ..services.responses import submit_response
from ..summaries.entry import ResponseState, differences_in_words, neighbours, with_reasons
from .workspace import crumbs, note_reading, response_for

AUTOSAVE = "X-Autosave"


@dataclass(frozen=True)
class Question:
    """A question on the page: its field, whether it is hidden at first, and what is said about its answer."""

    name: str
    field: object
    is_hidden: bool
    broken: tuple
    unusual: tuple
    comments: tuple


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def response_section(request, uid, letter):
    """One section of a draft: shown, saved as typed, compared when somebody else was there."""
    if letter not in SECTIONS:
        raise Http404
    response = response_for(request, uid, Can.ENTER_RESPONSES)
    note_reading(request, response)
    if request.method != "POST":
        return _show(request, response, letter)
    form = _form(
        response, letter, ResponseState(response, get_language(), with_contact=True).answers, request.POST
    )
    try:
        saved = save_section(
            by=request.user,
            response=response,
            letter=letter,
            raw=_chosen(request, form.raw),
            seen=_seen(request),
        )
    except Problem as problem:
        return _refused(request, response, letter, form, problem)
    response.refresh_from_db()
    if AUTOSAVE in request.headers:
        return _told(response, letter, saved)
    return _after_save(request, response, letter, form, saved)


def _form(response, letter, answers, data=None):
    on = response.interview_date or timezone.localdate()
    return SectionForm(
        section_variables(letter), answers=answers, country=response.study.country_id, on=on, data=data
    )


def _chosen(request, raw):
    """What was typed, without the answers where the page that compares chose the other one."""
    return {name: value for name, value in raw.items() if request.POST.get(f"keep-{name}") != "theirs"}


def _seen(request):
    """What the page had shown, as it says; {} when it says nothing that can be read."""
    try:
        seen = json.loads(request.POST.get("seen", ""))
    except (ValueError, RecursionError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _show(request, response, letter, *, form=None, seen=None, status=200, goes_on=False):
    state = ResponseState(response, get_language(), with_contact=True)
    if not state.allows("save") or not response.study.takes_responses:
        messages.info(request, _("This response cannot be changed now."))
        return redirect("mapping:response-detail", response.uid)
    form = form or _form(response, letter, state.answers)
    before, after = neighbours(letter)
    context = {
        "state": state,
        "head": state.head,
        "letter": letter,
        "form": form,
        "questions": _questions(form, state, letter),
        "sections": _section_links(state, letter),
        "seen": json.dumps(as_seen(state.answers, letter) if seen is None else seen, ensure_ascii=False),
        "logic": json.dumps(state.skip_logic(letter), cls=DjangoJSONEncoder, ensure_ascii=False),
        "draft_key": f"entry:{request.user.uid}:{response.uid}:{letter}",
        "before_url": before and _url(response, before),
        "next_url": _url(response, after)
        if after
        else reverse("mapping:response-submit", args=[response.uid]),
        "goes_on": goes_on,
        "crumbs": _crumbs(response),
    }
    return render(request, "mapping/response_section.html", context, status=status)


def _url(response, letter):
    return reverse("mapping:response-section", args=[response.uid, letter])


def _crumbs(response):
    way = (response.entity.name, reverse("mapping:response-detail", args=[response.uid]))
    return crumbs(response.study, way)


def _section_links(state, current):
    return [
        {
            "url": reverse("mapping:response-section", args=[state.head.uid, each.letter]),
            "label": each.label,
            "state": each.state + (" !" if each.problems else ""),
            "current": each.letter == current,
        }
        for each in state.sections()
    ]


def _questions(form, state, letter):
    hard, soft = state.remarks_on_given(letter, HARD), state.remarks_on_given(letter, SOFT)
    return [
        Question(
            name=field.name,
            field=field,
            is_hidden=field.name not in state.put and not field.errors,
            broken=() if field.errors else tuple(hard.get(field.name, ())),
            unusual=tuple(soft.get(field.name, ())),
            comments=state.comments_on(field.name),
        )
        for field in form
    ]


def _refused(request, response, letter, form, problem):
    """The draft cannot be saved at all: the form comes back filled."""
    if AUTOSAVE in request.headers:
        return JsonResponse({"status": "refused", "message": str(problem)}, status=problem.status)
    response.refresh_from_db()
    state = ResponseState(response, get_language(), with_contact=True)
    form.add_error(None, str(problem))
    context = {
        "state": state,
        "head": state.head,
        "letter": letter,
        "form": form,
        "crumbs": _crumbs(response),
    }
    context |= {"questions": _questions(form, state, letter), "sections": _section_links(state, letter)}
    return render(request, "mapping/response_section.html", context, status=problem.status)


def _told(response, letter, saved):
    """The answer to an autosave."""
    state = ResponseState(response, get_language())
    document = {
        "status": "conflict" if saved.conflicts else "saved",
        "seen": saved.seen,
        "problems": saved.problems,
        "broken": {name: list(texts) for name, texts in state.remarks_on_given(letter, HARD).items()},
        "merged": saved.merged,
        "conflicts": [each.variable for each in saved.conflicts],
    }
    return JsonResponse(document, status=412 if saved.conflicts else 200)


def _after_save(request, response, letter, form, saved):
    if saved.conflicts:
        return _compare(request, response, letter, form, saved)
    if saved.merged:
        text = _("Somebody else answered other questions on this page in the meantime. Both are kept.")
        messages.info(request, text)
    state = ResponseState(response, get_language(), with_contact=True)
    broken = state.remarks_on_given(letter, HARD)
    if saved.problems:
        form.tell(broken | saved.problems)
        return _show(request, response, letter, form=form, seen=saved.seen, status=422)
    opened = _newly_opened(request, saved, letter)
    if opened:
        text = ngettext(
            "Your answers opened one more question.", "Your answers opened %(n)d more questions.", len(opened)
        )
        messages.info(request, text % {"n": len(opened)})
        return redirect(f"{_url(response, letter)}#q-{opened[0]}")
    if broken and request.POST.get("go") == "next":
        form = _form(response, letter, state.answers, request.POST)
        form.tell(broken)
        return _show(request, response, letter, form=form, status=422, goes_on=True)
    return redirect(_where_to(request, response, letter))


def _newly_opened(request, saved, letter):
    """Questions of the section that the page, without JavaScript, could not show and now asks."""
    if request.POST.get("enhanced"):
        return []
    shown = request.POST.get("shown", "").split(",")
    put = relevant(saved.answers)
    names = [variable.name for variable in section_variables(letter)]
    return [name for name in names if name in put and name not in shown and saved.answers[name] is None]


def _where_to(request, response, letter):
    after = neighbours(letter)[1]
    if request.POST.get("go") == "leave":
        return reverse("mapping:response-detail", args=[response.uid])
    if request.POST.get("go") == "stay":
        return _url(response, letter)
    return _url(response, after) if after else reverse("mapping:response-submit", args=[response.uid])


def _compare(request, response, letter, form, saved):
    """Both versions side by side; everything that was typed travels along."""
    state = ResponseState(response, get_language(), with_contact=True)
    rows = differences_in_words(saved.conflicts, response.study.country_id, get_language())
    context = {
        "head": state.head,
        "rows": rows,
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            if _is_typed(name, form)
            for value in values
        ],
        "seen": json.dumps(as_seen(state.answers, letter), ensure_ascii=False),
        "action": _url(response, letter),
        "go": request.POST.get("go", "next"),
        "crumbs": _crumbs(response),
    }
    return render(request, "mapping/response_compare.html", context, status=412)


def _is_typed(name, form):
    return name in form.fields or name in ("shown", "enhanced")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def response_submit(request, uid):
    """What stands in the way of a submission, and the submission itself."""
    response = response_for(request, uid, Can.ENTER_RESPONSES)
    note_reading(request, response)
    confirmed, problem = {}, None
    if request.method == "POST":
        confirmed = _reasons(request)
        try:
            submit_response(
                by=request.user, response=response, version=version_of(request), confirmed=confirmed
            )
        except Problem as refusal:
            problem = refusal
            response = response_for(request, uid)
        else:
            messages.success(request, _("Submitted. A reviewer looks at it next."))
            return redirect("mapping:response-detail", response.uid)
    return _submission_page(request, response, confirmed, problem)


def _submission_page(request, response, confirmed, problem):
    state = ResponseState(response, get_language())
    context = {
        "head": state.head,
        "version": response.version,
        "sections": _section_links(state, ""),
        "hard": state.hard,
        "soft": with_reasons(state.soft, confirmed) if confirmed else state.soft,
        "unanswered": state.unanswered,
        "comments": state.open_comments,
        "problem": problem,
        "may_submit": state.allows("submit") and response.study.takes_responses,
        "crumbs": _crumbs(response),
    }
    return render(request, "mapping/response_submit.html", context, status=problem.status if problem else 200)


def _reasons(request):
    """{code of a soft rule: what was typed}."""
    names = [name for name in request.POST if name.startswith("reason-")]
    return {name.removeprefix("reason-"): request.POST[name] for name in names}
