from django.urls import path

from ..views import home

urlpatterns = [path("dialogue/", home.home, name="home")]
