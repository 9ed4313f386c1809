from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sse_portal.ui import navigation, sample

from .api.registration import register_all


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = _("Regional network")

    def ready(self):
        register_all()
        navigation.register(navigation.NavItem(_("Network"), "network:home", order=45))
        sample.register(self._sample)

    def _sample(self):
        return self.get_model("Organization")._base_manager.filter(is_sample=True)
