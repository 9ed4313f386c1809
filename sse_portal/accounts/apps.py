from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sse_portal.ui.navigation import NavItem, register


class AccountsConfig(AppConfig):
    name = "sse_portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts and access")

    def ready(self):
        register(NavItem(_("Accounts"), "accounts:user-list", order=90, right="grant_roles"))
