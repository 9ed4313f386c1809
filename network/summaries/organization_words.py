"""The fields of an organisation and their values in words: for histories and for two versions side by side."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Constituency

from ..models import Organization, Visibility
from .directory import word

LANGUAGE_NAMES = dict(settings.LANGUAGES)
LABELS = {
    "name": gettext_lazy("Name"),
    "names": gettext_lazy("Name by language"),
    "acronym": gettext_lazy("Acronym"),
    "other_names": gettext_lazy("Other names"),
    "kind": gettext_lazy("Kind"),
    "constituency": gettext_lazy("Constituency"),
    "region": gettext_lazy("Region"),
    "locality": gettext_lazy("Place"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "parent": gettext_lazy("Part of"),
    "founded": gettext_lazy("Founded"),
    "dissolved": gettext_lazy("Dissolved"),
    "website": gettext_lazy("Website"),
    "description": gettext_lazy("Description"),
    "identifiers": gettext_lazy("Identifiers"),
    "status": gettext_lazy("Status"),
    "visibility": gettext_lazy("Who sees it"),
    "source": gettext_lazy("Source"),
}
CHOICES = {
    "kind": Organization.Kind,
    "constituency": Constituency,
    "status": Organization.Status,
    "visibility": Visibility,
}


def in_words(name, value, language, user=None):
    """A value as the history or a proposal holds it, in words; "" for none.

    A parent is named when `user` may know it.
    """
    if value in (None, "", [], {}):
        return ""
    name = name.removesuffix("_id")
    if name in CHOICES:
        return word(CHOICES[name], value)
    if name == "region":
        row = reference.region(value)
        return in_language(row.names, language) if row else value
    if name == "parent":
        return _parent(value, user)
    return _texts(value)


def _parent(value, user):
    """By database key in the history, by public identifier in a proposal."""
    rows = Organization.objects.visible_to(user) if user else Organization.objects.public()
    found = rows.among([value]) if isinstance(value, int) else rows.known_as([value])
    return found.values_list("name", flat=True).first() or _("not public")


def _texts(value):
    """Lists and texts by language or scheme, on one line."""
    if isinstance(value, dict):
        pairs = ((LANGUAGE_NAMES.get(key, key), _texts(text)) for key, text in sorted(value.items()))
        return "; ".join(f"{key}: {text or '–'}" for key, text in pairs)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
