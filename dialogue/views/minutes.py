"""Minutes of a meeting: read, written, circulated, published, corrected."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sse_portal.basics.problems import Problem
from sse_portal.records.editing import form_page, version_of
from sse_portal.ui.caching import for_one_reader

from ..forms.decisions import CorrigendumForm, MinutesForm
from ..models import Meeting, Minutes
from ..services import minutes as services
from ..summaries.minutes import minutes_page, texts_of
from .committees import TAKES_FORM
from .decisions import crumbs_of, run_meeting


@require_safe
def minutes_detail(request, uid):
    """The minutes of a meeting with their corrigenda."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("committee"), uid=uid)
    minutes = get_object_or_404(Minutes.objects.visible_to(request.user), meeting=meeting)
    shown = minutes_page(minutes, meeting, request.user, get_language())
    context = {"page": shown, "meeting": meeting, "crumbs": crumbs_of(meeting, _("Minutes"))}
    return for_one_reader(request, render(request, "dialogue/minutes_detail.html", context))


@login_required
@TAKES_FORM
def minutes_edit(request, uid):
    """Write the minutes, or change them until they are approved."""
    meeting = run_meeting(request, uid)
    minutes = Minutes.objects.filter(meeting=meeting).first()
    form = MinutesForm(
        request.POST or None, record=minutes, languages=tuple(meeting.committee.name),
        **({} if minutes else {"initial": {"visibility": meeting.visibility}}),
    )  # fmt: skip

    def save(values, version):
        return services.write_minutes(
            by=request.user, meeting=meeting, values=values, version=version if minutes else None
        )

    is_preview = "preview" in request.POST and form.is_valid()
    shown = texts_of(form.values()["text"]) if is_preview else ()
    return form_page(
        request, form, None if is_preview else save, title=_("Minutes"), template="dialogue/minutes_edit.html",
        further={"preview": shown}, crumbs=crumbs_of(meeting, _("Minutes")),
        said=_("The minutes are saved."), record=minutes, done=lambda _made: _page(meeting),
        cancel=reverse("dialogue:meeting-detail", args=[meeting.uid]),
    )  # fmt: skip


@login_required
@require_POST
def minutes_circulate(request, uid):
    """Let the members read them."""
    return _step(request, uid, services.circulate_minutes, _("The members can read the minutes now."))


@login_required
@require_POST
def minutes_publish(request, uid):
    """Let everybody read them, as far as their visibility goes."""
    return _step(request, uid, services.publish_minutes, _("The minutes are published."))


def _step(request, uid, act, said):
    meeting = run_meeting(request, uid)
    minutes = get_object_or_404(Minutes, meeting=meeting)
    try:
        act(by=request.user, minutes=minutes, version=version_of(request) or minutes.version)
    except Problem as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, said)
    return redirect(_page(meeting))


@login_required
@TAKES_FORM
def corrigendum_create(request, uid):
    """Put right what was found wrong in approved minutes."""
    meeting = run_meeting(request, uid)
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if minutes is None:
        raise Http404
    form = CorrigendumForm(request.POST or None, languages=tuple(meeting.committee.name))

    def save(values, version):
        return services.add_corrigendum(by=request.user, minutes=minutes, text=values["text"])

    return form_page(
        request, form, save, title=_("Add a corrigendum"), crumbs=crumbs_of(meeting, _("Add a corrigendum")),
        said=_("The corrigendum is added."), done=lambda _made: _page(meeting), cancel=_page(meeting),
    )  # fmt: skip


def _page(meeting):
    return reverse("dialogue:minutes-detail", args=[meeting.uid])
