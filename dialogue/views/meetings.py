"""Meetings: the list, one of them, planning and changing one, and the steps of its life."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sse_portal.api.parameters import BadParameter
from sse_portal.basics.text import in_language
from sse_portal.records.editing import form_page
from sse_portal.reference import summaries as reference
from sse_portal.ui.caching import for_one_reader

from ..forms.meetings import ConveneForm, MeetingFilter, MeetingForm, NothingForm, ReasonForm
from ..models import Committee, Meeting
from ..services import meetings as services
from ..services.common import may_run
from ..summaries import meetings as summaries
from ..summaries.addresses import address as page_of
from ..summaries.following import follow_state
from .ways import below_dialogue

TAKES_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def meeting_list(request):
    """What is to come, or with ?when=past what was."""
    user, when = request.user, request.GET.get("when", "upcoming")
    if when not in summaries.WHEN:
        raise Http404
    form = MeetingFilter(request.GET, user=user)
    context = {"form": form, "tabs": _tabs(request, when), "crumbs": crumbs()}
    if not form.is_valid():
        return render(request, "dialogue/meeting_list.html", context, status=422)
    try:
        found = summaries.meetings_page(form.asked, when, user, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "dialogue/meeting_list.html", context, status=400)
    following = request.GET.copy()
    following["cursor"] = found.next_cursor
    context |= {
        "page": found, "active": form.active, "when": when,
        "next_url": f"?{following.urlencode()}" if found.next_cursor else "", "feed_url": _feed_of(form.asked),
    }  # fmt: skip
    return for_one_reader(request, render(request, "dialogue/meeting_list.html", context))


def _feed_of(asked):
    """The calendar of what is asked for; country and committee have one of their own."""
    if committee := asked.get("committee"):
        return reverse("dialogue:committee-calendar", args=[committee])
    if (country := asked.get("country")) == summaries.REGIONAL:
        return reverse("dialogue:region-calendar")
    return (
        reverse("dialogue:country-calendar", args=[country.lower()])
        if country
        else reverse("dialogue:calendar")
    )


def _tabs(request, when):
    query = request.GET.copy()
    query.pop("cursor", None)
    tabs = []
    for name, label in (("upcoming", _("To come")), ("past", _("Past"))):
        query["when"] = name
        tabs.append({"url": f"?{query.urlencode()}", "label": label, "current": name == when, "count": None})
    return tabs


@require_safe
def meeting_detail(request, uid):
    """One meeting with what every part of the dialogue knows of it."""
    meeting = known(request, uid)
    shown = summaries.meeting_page(meeting, request.user, get_language())
    context = {"meeting": shown, "row": shown.row, "page": shown, "crumbs": crumbs((shown.row.title, ""))}
    context["follow"] = follow_state(meeting, request.user)
    return for_one_reader(request, render(request, "dialogue/meeting_detail.html", context))


@login_required
@TAKES_FORM
def meeting_create(request, uid):
    """Plan a meeting of a committee."""
    user = request.user
    committee = get_object_or_404(Committee.objects.visible_to(user), uid=uid)
    if not may_run(user, committee.country_id):
        raise PermissionDenied
    form = MeetingForm(
        request.POST or None, user=user, committee=committee, languages=languages_of(committee)
    )
    title = _("New meeting")
    return form_page(
        request, form,
        lambda values, _version: services.draft_meeting(by=user, committee=committee, values=values),
        title=title, lead=in_language(committee.name, get_language()), crumbs=crumbs((title, "")), done=address,
        cancel=page_of("committee-detail", committee.uid) or reverse("dialogue:meeting-list"),
        said=_("The draft is saved. It is seen by the secretariat only, until the meeting is convened."),
    )  # fmt: skip


@login_required
@TAKES_FORM
def meeting_edit(request, uid):
    """Change a meeting; those who are invited are told."""
    meeting, user = run(request, uid), request.user
    form = MeetingForm(
        request.POST or None, user=user, committee=meeting.committee, record=meeting,
        languages=languages_of(meeting.committee),
    )  # fmt: skip

    def save(values, version):
        return services.change_meeting(
            by=user, meeting=meeting, values=values, version=version, site=site(request)
        )

    return about(request, meeting, form, save, _("Change the meeting"), said=_("The meeting is changed."))


@login_required
@TAKES_FORM
def meeting_convene(request, uid):
    """Make it known and invite the committee."""
    meeting = run(request, uid)
    lead = _("Everybody in office on its day is invited. Who may be written to for this gets a letter.")
    return _step(
        request, meeting, services.convene_meeting, ConveneForm, _("Convene the meeting"),
        _("The meeting is convened."), lead=lead, site=site(request),
    )  # fmt: skip


@login_required
@TAKES_FORM
def meeting_postpone(request, uid):
    """It does not take place then."""
    return _step(
        request, run(request, uid), services.postpone_meeting, ReasonForm, _("Postpone the meeting"),
        _("The meeting is postponed."), site=site(request),
    )  # fmt: skip


@login_required
@TAKES_FORM
def meeting_cancel(request, uid):
    """It does not take place."""
    return _step(
        request, run(request, uid), services.cancel_meeting, ReasonForm, _("Cancel the meeting"),
        _("The meeting is cancelled."), site=site(request),
    )  # fmt: skip


@login_required
@TAKES_FORM
def meeting_hold(request, uid):
    """It took place."""
    return _step(
        request, run(request, uid), services.hold_meeting, NothingForm, _("The meeting was held"),
        _("The meeting is recorded as held."),
    )  # fmt: skip


@login_required
@TAKES_FORM
def meeting_close(request, uid):
    """Its records are complete."""
    return _step(
        request, run(request, uid), services.close_meeting, NothingForm, _("Close the meeting"),
        _("The meeting is closed."),
    )  # fmt: skip


def _step(request, meeting, service, form, title, said, lead="", **further):
    """The page of a step of the meeting's life: what it needs, and a button with the word for it."""

    def save(values, version):
        return service(by=request.user, meeting=meeting, version=version, **values, **further)

    form = form(request.POST if request.method == "POST" else None, record=meeting)
    return about(request, meeting, form, save, title, said=said, button=title, lead=lead)


def known(request, uid):
    """The meeting, if the visitor may know of it; else 404."""
    rows = Meeting.objects.visible_to(request.user).select_related("committee", "previous")
    return get_object_or_404(rows, uid=uid)


def run(request, uid):
    """The meeting, if the visitor runs the dialogue there (else 403) and may know of it (else 404)."""
    meeting = known(request, uid)
    if not may_run(request.user, meeting.committee.country_id):
        raise PermissionDenied
    return meeting


def site(request):
    """The portal's address, for letters."""
    return request.build_absolute_uri("/")


def address(meeting):
    return reverse("dialogue:meeting-detail", args=[meeting.uid])


def languages_of(committee):
    return reference.country(committee.country_id).languages if committee.country_id else ()


def crumbs(*further):
    """Breadcrumbs below the list of meetings: (label, address) pairs."""
    steps = [(_("Meetings"), reverse("dialogue:meeting-list")), *further]
    return below_dialogue([{"label": label, "url": url} for label, url in steps])


def about(request, meeting, form, save, title, *, said, record=None, lead="", button=""):
    """A page with a form about a meeting or a part of it (`record`), which leads back to the meeting."""
    name, back = in_language(meeting.title, get_language()), address(meeting)
    return form_page(
        request, form, save, title=title, lead=lead or name, said=said, cancel=back, done=lambda _result: back,
        crumbs=crumbs((name, back), (title, "")), record=record or meeting, button=button,
    )  # fmt: skip
