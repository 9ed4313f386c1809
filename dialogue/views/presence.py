"""Writing down who was there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Problem
from sse_portal.ui.caching import for_one_reader

from ..forms.decisions import PresenceForm
from ..models import Presence
from ..services.presence import presence_digest, record_presence
from ..summaries.presence import seat_rows
from .committees import TAKES_FORM
from .decisions import crumbs_of, run_meeting


@login_required
@TAKES_FORM
def presence_edit(request, uid):
    """A row for each seat: there, absent, excused, or nothing when it was not recorded."""
    meeting = run_meeting(request, uid)
    recorded = list(Presence.objects.of_meeting(meeting).select_related("seat").by_id())
    form = PresenceForm(
        request.POST or None, meeting=meeting, rows=seat_rows(meeting, request.user, get_language(), recorded),
        guests=[row.name for row in recorded if not row.seat_id], initial={"seen": presence_digest(meeting)},
    )  # fmt: skip
    status = 200
    if form.is_bound and form.is_valid():
        try:
            record_presence(
                by=request.user, meeting=meeting, rows=form.values(), seen=form.cleaned_data["seen"] or None
            )
        except Problem as problem:
            form.tell(problem)
            status = problem.status
        else:
            messages.success(request, _("The presence is recorded."))
            return redirect("dialogue:meeting-detail", meeting.uid)
    context = {
        "form": form, "meeting": meeting, "crumbs": crumbs_of(meeting, _("Record presence")),
        "cancel_url": reverse("dialogue:meeting-detail", args=[meeting.uid]),
    }  # fmt: skip
    status = status if status != 200 or not form.errors else 422
    return for_one_reader(request, render(request, "dialogue/presence_edit.html", context, status=status))
