from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """What every page shares: frame, navigation, components, charts, security headers."""

    name = "sse_portal.ui"
    label = "ui"
    verbose_name = _("Interface")
