"""The way back: every page of the network lies below its front page."""

from django.urls import reverse
from django.utils.translation import gettext as _


def below_network(steps):
    """Breadcrumbs: the front page of the network, then `steps`; the last one is where the reader is."""
    return [{"label": _("Network"), "url": reverse("network:home")}, *steps]
