"""Decisions: the list, one of them, and writing one down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sse_portal.api.parameters import BadParameter
from sse_portal.basics.problems import Problem
from sse_portal.basics.text import in_language
from sse_portal.ui.caching import for_one_reader

from ..forms.decisions import DecisionFilter, DecisionForm
from ..models import Decision, Meeting
from ..services.common import may_run
from ..services.decisions import record_decision
from ..summaries import decisions as summaries
from .committees import TAKES_FORM
from .ways import below_dialogue


@require_safe
def decision_list(request):
    """What committees decided, the last decision first."""
    form = DecisionFilter(request.GET)
    context = {"form": form, "crumbs": below_dialogue([{"label": _("Decisions")}])}
    if not form.is_valid():
        return render(request, "dialogue/decision_list.html", context, status=422)
    try:
        found = summaries.decisions_page(form.asked, request.user, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "dialogue/decision_list.html", context, status=400)
    following = request.GET.copy()
    following["cursor"] = found.next_cursor
    next_url = f"?{following.urlencode()}" if found.next_cursor else ""
    context |= {"page": found, "active": form.active, "next_url": next_url}
    return for_one_reader(request, render(request, "dialogue/decision_list.html", context))


@require_safe
def decision_detail(request, code):
    """A decision: what it adopted, the votes, and the quorum with its reasons."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user), code=code)
    shown = summaries.decision_page(decision, request.user, get_language())
    crumbs = [{"label": _("Decisions"), "url": reverse("dialogue:decision-list")}, {"label": code}]
    context = {"page": shown, "row": shown.row, "crumbs": below_dialogue(crumbs)}
    return for_one_reader(request, render(request, "dialogue/decision_detail.html", context))


@login_required
@TAKES_FORM
def decision_create(request, uid):
    """Write down what a meeting decided."""
    meeting = run_meeting(request, uid)
    initial = {"item": request.GET.get("item", ""), "visibility": meeting.visibility, "outcome": "adopted"}
    form = DecisionForm(
        request.POST or None, user=request.user, meeting=meeting, initial=initial,
        languages=tuple(meeting.committee.name),
    )  # fmt: skip
    status = 200
    if form.is_bound and form.is_valid():
        try:
            decision = record_decision(by=request.user, meeting=meeting, values=form.values())
        except Problem as problem:
            form.tell(problem)
            status = problem.status
        except PermissionDenied as refusal:
            # Who proposed a definition, or may not adopt one, reads why beside what was typed.
            form.add_error(None, str(refusal) or _("You do not run the dialogue here."))
            status = 403
        else:
            messages.success(request, _("The decision is written down."))
            return redirect("dialogue:decision-detail", decision.code)
    title = _("Write down a decision")
    context = {
        "form": form, "meeting": meeting, "title": title, "crumbs": crumbs_of(meeting, title),
        "cancel_url": reverse("dialogue:meeting-detail", args=[meeting.uid]),
    }  # fmt: skip
    status = status if status != 200 or not form.errors else 422
    return for_one_reader(request, render(request, "dialogue/decision_create.html", context, status=status))


def run_meeting(request, uid):
    """The meeting, if the visitor may know it (else 404) and runs its dialogue (else 403)."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("committee"), uid=uid)
    if not may_run(request.user, meeting.committee.country_id):
        raise PermissionDenied
    return meeting


def crumbs_of(meeting, here):
    """Below a meeting."""
    title = in_language(meeting.title, get_language())
    return below_dialogue(
        [
            {"label": _("Meetings"), "url": reverse("dialogue:meeting-list")},
            {"label": title, "url": reverse("dialogue:meeting-detail", args=[meeting.uid])},
            {"label": here},
        ]
    )
