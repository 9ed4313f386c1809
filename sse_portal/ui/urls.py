"""The component gallery, in debug only."""

from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/errors/<int:status>/", views.error_page, name="error-page"),
]
