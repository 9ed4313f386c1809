from django.urls import path

from ..views import answers, tracker, tracking
from . import recommendations  # noqa: F401 - it registers how a recommendation is named in an address

AT = "dialogue/recommendations/"
ANSWER = "dialogue/letters/<str:key>/"

urlpatterns = [
    path(AT, tracker.recommendation_list, name="recommendation-list"),
    path(f"{AT}matrix/", tracker.recommendation_matrix, name="recommendation-matrix"),
    path(f"{AT}export/", tracker.recommendation_export, name="recommendation-export"),
    path(
        f"{AT}<recommendation:key>/tracking/",
        tracking.recommendation_tracking,
        name="recommendation-tracking",
    ),
    path("dialogue/addressees/<uuid:uid>/answer/", tracking.response_create, name="response-create"),
    path("dialogue/addressees/<uuid:uid>/actions/new/", tracking.action_create, name="action-create"),
    path("dialogue/addressees/<uuid:uid>/link/", tracking.answer_link, name="answer-link"),
    path("dialogue/actions/<uuid:uid>/edit/", tracking.action_edit, name="action-edit"),
    path("dialogue/actions/<uuid:uid>/reschedule/", tracking.action_reschedule, name="action-reschedule"),
    path("dialogue/actions/<uuid:uid>/progress/", tracking.progress_create, name="progress-create"),
    path("dialogue/progress/<uuid:uid>/verify/", tracking.verification_create, name="verification-create"),
    path(ANSWER, answers.answer, name="answer"),
    path(f"{ANSWER}actions/new/", answers.answer_action, name="answer-action"),
    path(f"{ANSWER}actions/<uuid:uid>/", answers.answer_progress, name="answer-progress"),
]
