from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sse_portal.ui import navigation, sample

from .api.registration import register_all

MENU = [
    navigation.NavItem(_("Organisations"), "mapping:entity-list", order=20),
    navigation.NavItem(_("Definitions"), "mapping:definition-list", order=30),
    navigation.NavItem(_("Indicators"), "mapping:indicator-list", order=40),
    navigation.NavItem(_("Studies"), "mapping:study-list", order=50, visible_to=navigation.signed_in),
]


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = _("Mapping")

    def ready(self):
        register_all()
        for item in MENU:
            navigation.register(item)
        sample.register(self._sample)

    def _sample(self):
        return self.get_model("Study")._base_manager.filter(is_sample=True)
