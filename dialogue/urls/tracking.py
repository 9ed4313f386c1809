from django.urls import path

from ..views import tracker

AT = "dialogue/recommendations/"

urlpatterns = [
    path(AT, tracker.recommendation_list, name="recommendation-list"),
    path(f"{AT}matrix/", tracker.recommendation_matrix, name="recommendation-matrix"),
    path(f"{AT}export/", tracker.recommendation_export, name="recommendation-export"),
]
