"""All addresses of the portal."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("sse_portal.pages.urls")),
    path("", include("mapping.urls")),
    path("", include("dialogue.urls")),
    path("", include("network.urls")),
    path("api/v1/", include("sse_portal.api.urls")),
    path("accounts/", include("sse_portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns.append(path("ui/", include("sse_portal.ui.urls")))
