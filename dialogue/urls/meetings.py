from django.urls import path

from ..views import agenda, calendars, invitations, meetings

MEETING, ITEM, INVITATION = (
    f"dialogue/{part}/<uuid:uid>/" for part in ("meetings", "agenda", "invitations")
)  # fmt: skip

urlpatterns = [
    path("dialogue/calendar.ics", calendars.calendar, name="calendar"),
    path("dialogue/calendar/region.ics", calendars.region_calendar, name="region-calendar"),
    path("dialogue/calendar/<str:iso2>.ics", calendars.country_calendar, name="country-calendar"),
    path("dialogue/committees/<uuid:uid>.ics", calendars.committee_calendar, name="committee-calendar"),
    path("dialogue/committees/<uuid:uid>/meetings/new/", meetings.meeting_create, name="meeting-create"),
    path("dialogue/meetings/", meetings.meeting_list, name="meeting-list"),
    path("dialogue/meetings/<uuid:uid>.ics", calendars.meeting_calendar, name="meeting-calendar"),
    path(MEETING, meetings.meeting_detail, name="meeting-detail"),
    path(f"{MEETING}edit/", meetings.meeting_edit, name="meeting-edit"),
    path(f"{MEETING}convene/", meetings.meeting_convene, name="meeting-convene"),
    path(f"{MEETING}postpone/", meetings.meeting_postpone, name="meeting-postpone"),
    path(f"{MEETING}cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path(f"{MEETING}hold/", meetings.meeting_hold, name="meeting-hold"),
    path(f"{MEETING}close/", meetings.meeting_close, name="meeting-close"),
    path(f"{MEETING}agenda/new/", agenda.agenda_item_create, name="agenda-item-create"),
    path(f"{ITEM}edit/", agenda.agenda_item_edit, name="agenda-item-edit"),
    path(f"{ITEM}move/", agenda.agenda_item_move, name="agenda-item-move"),
    path(f"{ITEM}remove/", agenda.agenda_item_remove, name="agenda-item-remove"),
    path(f"{MEETING}invitations/new/", invitations.invitation_create, name="invitation-create"),
    path(f"{INVITATION}answer/", invitations.invitation_edit, name="invitation-edit"),
    path(f"{INVITATION}withdraw/", invitations.invitation_withdraw, name="invitation-withdraw"),
    path("dialogue/answer/<str:token>/", invitations.invitation_answer, name="invitation-answer"),
]
