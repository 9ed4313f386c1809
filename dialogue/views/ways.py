"""The way back: every page of the dialogue lies below its front page."""

from django.urls import reverse
from django.utils.translation import gettext as _


def below_dialogue(steps):
    """Breadcrumbs: the front page of the dialogue, then `steps`; the last one is where the reader is."""
    return [{"label": _("Dialogue"), "url": reverse("dialogue:home")}, *steps]
