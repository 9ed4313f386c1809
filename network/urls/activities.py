from django.urls import path

from ..views import activities, activity_files, events, matrix

urlpatterns = [
    path("network/activities/", activities.activity_list, name="activity-list"),
    path("network/activities/create/", activities.activity_create, name="activity-create"),
    path("network/activities/import/", activity_files.activity_import, name="activity-import"),
    path(
        "network/activities/import/confirm/",
        activity_files.activity_import_confirm,
        name="activity-import-confirm",
    ),
    path("network/activities.<slug:kind>", activity_files.activity_export, name="activity-export"),
    path("network/activities/<uuid:uid>/", activities.activity_detail, name="activity-detail"),
    path("network/activities/<uuid:uid>/edit/", activities.activity_edit, name="activity-edit"),
    path("network/who-does-what-where/", matrix.matrix, name="matrix"),
    path("network/events/", events.event_list, name="event-list"),
    path("network/events.ics", events.event_feed, name="event-feed"),
    path("network/events/create/", events.event_create, name="event-create"),
    path("network/events/<uuid:uid>/", events.event_detail, name="event-detail"),
    path("network/events/<uuid:uid>/edit/", events.event_edit, name="event-edit"),
    path("network/events/<uuid:uid>/cancel/", events.event_cancel, name="event-cancel"),
    path("network/events/<uuid:uid>/event.ics", events.event_calendar, name="event-calendar"),
]
