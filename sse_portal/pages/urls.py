from django.urls import path

from .views import countries, health, home

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("countries/compare/", countries.compare, name="compare"),
    path("countries/<str:iso2>/", countries.country, name="country"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]
