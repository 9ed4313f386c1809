"""Rights as conditions of queries: the list form of `require`."""

from django.db.models import Q

from .services import EVERYWHERE, countries_of

# Not an empty Q, which OR leaves out: `public | Q()` is only what is public.
ALL = ~Q(pk__in=[])


def where(user, right, field):
    """The condition that `field` (a path to a country code) is one where `user` holds `right`."""
    held = countries_of(user, right)
    return ALL if held is EVERYWHERE else Q(**{f"{field}__in": held})
