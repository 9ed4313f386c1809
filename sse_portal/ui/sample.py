"""Does the portal hold synthetic data? Each app registers in AppConfig.ready() how its own is found."""

from django.apps import apps
from django.db.models import Exists, Q

_found = []


def register(find):
    """Add a function that returns a queryset of synthetic records."""
    _found.append(find)


def is_loaded():
    """True when any app holds some: then every page says it too. One query, however many apps there are."""
    held = Q()
    for find in _found:
        held |= Q(Exists(find()))
    # Every record belongs to a country or lies beside those that do: without countries there is no sample.
    return apps.get_model("reference", "Country").objects.filter(held).exists() if held else False
