from django.urls import path

from .views import comparisons, countries, health, home, learning, search

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("countries/compare/", comparisons.compare, name="compare"),
    path("countries/<str:iso2>/", countries.country, name="country"),
    path("learn/", learning.learning, name="learning"),
    path("search/", search.search, name="search"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]
