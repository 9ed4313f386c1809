"""Calendars of public meetings, to subscribe to: all of them, those of a country, the region, a committee, and one."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui.calendars import calendar_bytes, calendar_response

from ..models import Committee, Meeting
from ..summaries import calendars


@require_safe
def calendar(request):
    return _calendar(request, calendars.feed(), _("Meetings of the policy dialogue"), "meetings.ics")


@require_safe
def country_calendar(request, iso2):
    country = reference.country(iso2.upper())
    if country is None or iso2 != iso2.lower():
        raise Http404
    name = f"{_('Meetings of the policy dialogue')}: {in_language(country.names, get_language())}"
    return _calendar(request, calendars.country_feed(country.iso2), name, f"meetings-{iso2}.ics")


@require_safe
def region_calendar(request):
    name = f"{_('Meetings of the policy dialogue')}: {_('Whole region')}"
    return _calendar(request, calendars.country_feed(None), name, "meetings-region.ics")


@require_safe
def committee_calendar(request, uid):
    committee = get_object_or_404(Committee.objects.public(), uid=uid)
    name = in_language(committee.name, get_language())
    return _calendar(request, calendars.committee_feed(committee), name, f"committee-{uid}.ics")


@require_safe
def meeting_calendar(request, uid):
    """One public meeting as a calendar file."""
    meeting = get_object_or_404(Meeting.objects.public().select_related("committee"), uid=uid)
    return _calendar(request, [meeting], "", f"meeting-{uid}.ics")


def _calendar(request, meetings, name, file_name):
    def address(uid):
        return request.build_absolute_uri(reverse("dialogue:meeting-detail", args=[uid]))

    entries = calendars.calendar_entries(meetings, get_language(), address)
    return calendar_response(request, calendar_bytes(entries, name=name), file_name)
