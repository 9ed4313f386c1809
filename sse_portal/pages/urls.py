from django.urls import path

from .views import health, home

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]
