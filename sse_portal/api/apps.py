from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from .registry import register


class ApiConfig(AppConfig):
    name = "sse_portal.api"
    label = "api"
    verbose_name = _("API")

    def ready(self):
        register("countries", "sse_portal.api.reference.Countries")
        register("regions", "sse_portal.api.reference.Regions")
        register("legal-forms", "sse_portal.api.reference.LegalForms")
        register("classifications", "sse_portal.api.reference.Classifications")
