from django.urls import path

from ..views import decisions, minutes, presence

MEETING = "dialogue/meetings/<uuid:uid>/"

urlpatterns = [
    path(f"{MEETING}presence/", presence.presence_edit, name="presence-edit"),
    path(f"{MEETING}minutes/", minutes.minutes_detail, name="minutes-detail"),
    path(f"{MEETING}minutes/edit/", minutes.minutes_edit, name="minutes-edit"),
    path(f"{MEETING}minutes/circulate/", minutes.minutes_circulate, name="minutes-circulate"),
    path(f"{MEETING}minutes/publish/", minutes.minutes_publish, name="minutes-publish"),
    path(f"{MEETING}minutes/corrigenda/new/", minutes.corrigendum_create, name="corrigendum-create"),
    path(f"{MEETING}decisions/new/", decisions.decision_create, name="decision-create"),
    path("dialogue/decisions/", decisions.decision_list, name="decision-list"),
    path("dialogue/decisions/<str:code>/", decisions.decision_detail, name="decision-detail"),
]
