"""Invitations: guests, what came by letter or telephone, withdrawing, and the page that a mailed link opens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from sse_portal.basics.problems import Problem
from sse_portal.records.editing import version_of

from ..forms.meetings import AnswerForm, GuestForm
from ..models import Invitation
from ..services import invitations as services
from ..services.common import may_run
from ..summaries.meetings import row_of
from .meetings import TAKES_FORM, about, address, run, site


@login_required
@TAKES_FORM
def invitation_create(request, uid):
    """Invite a guest."""
    meeting = run(request, uid)

    def save(values, _version):
        return services.invite_guest(by=request.user, meeting=meeting, values=values, site=site(request))

    form = GuestForm(request.POST or None)
    return about(request, meeting, form, save, _("Invite a guest"), said=_("The guest is invited."))


@login_required
@TAKES_FORM
def invitation_edit(request, uid):
    """Note an answer that came by letter or telephone."""
    invitation = _own(request, uid)

    def save(values, version):
        return services.record_answer(by=request.user, invitation=invitation, values=values, version=version)

    return about(
        request, invitation.meeting, AnswerForm(request.POST or None, record=invitation), save,
        _("Note an answer"), record=invitation, lead=invitation.name, said=_("The answer is noted."),
    )  # fmt: skip


@login_required
@require_POST
def invitation_withdraw(request, uid):
    """Somebody is no longer asked to come."""
    invitation = _own(request, uid)
    services.withdraw_invitation(
        by=request.user, invitation=invitation, version=version_of(request), site=site(request)
    )
    messages.success(request, _("The invitation is withdrawn."))
    return redirect(f"{address(invitation.meeting)}#invitations")


def _own(request, uid):
    """The invitation, if the visitor runs the dialogue there (else 403) and may know of it (else 404)."""
    rows = Invitation.objects.visible_to(request.user).select_related("meeting__committee", "membership")
    invitation = get_object_or_404(rows, uid=uid)
    if not may_run(request.user, invitation.meeting.committee.country_id):
        raise PermissionDenied
    return invitation


@cache_control(private=True, no_store=True)
@TAKES_FORM
def invitation_answer(request, token):
    """Answer by the link of a letter, without an account. Opening it changes nothing: mail programs follow links."""
    try:
        invitation = services.invitation_of_link(token)
    except services.DeadLink as problem:
        response = render(request, "dialogue/invitation_closed.html", {"text": problem.message}, status=403)
    else:
        response = _answer_page(request, token, invitation)
    response["Referrer-Policy"] = "same-origin"
    return response


def _answer_page(request, token, invitation):
    data = request.POST if request.method == "POST" else None
    form, status, is_done = AnswerForm(data, record=invitation), 200, False
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                invitation = services.answer_by_link(token=token, values=form.values())
                status, is_done = 200, True
            except Problem as problem:
                form.tell(problem)
                status = problem.status
    context = {
        "form": form, "row": row_of(invitation.meeting, get_language()), "name": invitation.name, "is_done": is_done,
        "answer": invitation.get_answer_display(), "online_address": invitation.meeting.online_address,
    }  # fmt: skip
    return render(request, "dialogue/invitation_answer.html", context, status=status)
