"""Events: the list, one of them, making and changing one, and calendars of them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.api.parameters import BadParameter
from sse_portal.basics.text import in_language
from sse_portal.records.editing import form_page, version_of
from sse_portal.reference import summaries as reference
from sse_portal.ui.caching import for_one_reader
from sse_portal.ui.calendars import calendar_bytes, calendar_response

from ..forms.events import EventFilter, EventForm
from ..models import Activity, Event
from ..services import events as services
from ..services.common import may_keep
from ..summaries import events
from ..summaries.activity_pages import history_of
from .ways import below_network


def _crumbs(*further):
    steps = [(_("Events"), reverse("network:event-list")), *further]
    return below_network([{"label": label, "url": url} for label, url in steps])


@require_safe
def event_list(request):
    """What is to come, or with ?when=past what was."""
    form, when = EventFilter(request.GET), request.GET.get("when", "upcoming")
    if when not in events.WHEN:
        raise Http404
    context = {"form": form, "tabs": _tabs(request, when), "may_add": can(request.user, Can.RUN_NETWORK)}
    if not form.is_valid():
        return render(request, "network/event_list.html", context, status=422)
    try:
        page = events.event_page(form.asked, when, get_language(), request.GET.get("cursor"), request.user)
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "network/event_list.html", context, status=400)
    following = request.GET.copy()
    following["cursor"] = page.next_cursor
    context |= {
        "page": page, "active": len(form.asked), "crumbs": _crumbs(), "when": when,
        "next_url": f"?{following.urlencode()}" if page.next_cursor else "",
        "feed_query": f"?country={form.asked['country']}" if form.asked else "",
    }  # fmt: skip
    return for_one_reader(request, render(request, "network/event_list.html", context))


def _tabs(request, when):
    query = request.GET.copy()
    query.pop("cursor", None)
    tabs = []
    for name, label in (("upcoming", _("To come")), ("past", _("Past"))):
        query["when"] = name
        tabs.append({"url": f"?{query.urlencode()}", "label": label, "current": name == when, "count": None})
    return tabs


@require_safe
def event_detail(request, uid):
    event = get_object_or_404(Event.objects.visible_to(request.user), uid=uid)
    page = events.event_page_of(event, request.user, get_language())
    context = {
        "event": page, "row": page.row, "crumbs": _crumbs((page.row.title, "")),
        "history": history_of(event, request.user),
    }  # fmt: skip
    return for_one_reader(request, render(request, "network/event_detail.html", context))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_create(request):
    """Announce an event; ?activity=… names the activity that it is a part of, ?country=KH who keeps it."""
    if not can(request.user, Can.RUN_NETWORK):
        raise PermissionDenied
    activity = _asked_activity(request)
    form = _form(request, activities=Activity.objects.editable_by(request.user).newest_first())
    country = reference.country(request.GET.get("country", "")[:2])
    if activity:
        country = reference.country(activity.country_id or "-")
        form.initial["activity"] = str(activity.uid)
    if country:
        form.initial |= {"country": country.iso2, "timezone": country.timezone}
    title = _("New event")
    return form_page(
        request, form, lambda values, _version: services.register_event(by=request.user, values=values),
        title=title, crumbs=_crumbs((title, "")), done=_address, cancel=reverse("network:event-list"),
        said=_("The event is announced."),
    )  # fmt: skip


def _asked_activity(request):
    try:
        uid = uuid.UUID(request.GET.get("activity", ""))
    except ValueError:
        return None
    return Activity.objects.visible_to(request.user).known_as([uid]).first()


def _form(request, **options):
    return EventForm(request.POST or None, user=request.user, **options)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_edit(request, uid):
    event = _own_event(request, uid)
    activities = Activity.objects.visible_to(request.user).newest_first()
    form = _form(request, record=event, activities=activities)

    def save(values, version):
        return services.change_event(by=request.user, event=event, values=values, version=version)

    title = in_language(event.title, get_language())
    return form_page(
        request, form, save, record=event, title=_("Change the event"), done=_address, cancel=_address(event),
        crumbs=_crumbs((title, _address(event)), (_("Change"), "")), said=_("The event is changed."),
    )  # fmt: skip


@login_required
@require_POST
def event_cancel(request, uid):
    """Cancel an event: calendars strike it out."""
    event = _own_event(request, uid)
    services.cancel_event(
        by=request.user, event=event, version=version_of(request), reason=request.POST.get("reason", "")
    )
    messages.success(request, _("The event is cancelled."))
    return redirect(_address(event))


def _own_event(request, uid):
    """The event, if the visitor keeps it; 404 when they may not know of it."""
    event = get_object_or_404(Event.objects.visible_to(request.user), uid=uid)
    if not may_keep(request.user, event.country_id):
        raise PermissionDenied
    return event


@require_safe
def event_calendar(request, uid):
    """One public event as a calendar file."""
    event = get_object_or_404(Event.objects.public(), uid=uid)
    return _calendar(request, [event], name="", file_name=f"event-{event.uid}.ics")


@require_safe
def event_feed(request):
    """The public events as a calendar to subscribe to; ?country=KH those of a country."""
    form = EventFilter(request.GET)
    if not form.is_valid():
        raise Http404
    rows = events.feed(form.asked)
    return _calendar(request, rows, name=_("Events of the SSE network"), file_name="events.ics")


def _calendar(request, rows, *, name, file_name):
    def address(uid):
        return request.build_absolute_uri(reverse("network:event-detail", args=[uid]))

    entries = events.calendar_entries(rows, get_language(), address)
    return calendar_response(request, calendar_bytes(entries, name=name), file_name)


def _address(event):
    return reverse("network:event-detail", args=[event.uid])
