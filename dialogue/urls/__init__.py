"""The addresses of the dialogue, a module for each of its parts."""

from . import committees, consultations, decisions, following, home, meetings, recommendations, tracking

app_name = "dialogue"
PARTS = (home, committees, meetings, decisions, recommendations, tracking, consultations, following)
urlpatterns = [pattern for part in PARTS for pattern in part.urlpatterns]
