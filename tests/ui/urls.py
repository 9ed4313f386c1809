"""The portal's addresses and the gallery's, which the portal itself has in debug only."""

from django.urls import include, path

from sse_portal.urls import urlpatterns as portal

urlpatterns = [*portal, path("ui/", include("sse_portal.ui.urls"))]
