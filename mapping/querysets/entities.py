from django.db import models

from sse_portal.accounts.roles import Can
from sse_portal.basics.text import fold

from .common import where


class EntityQuerySet(models.QuerySet):
    def in_country(self, country):
        return self.filter(country=country)

    def listed(self):
        """On the public register."""
        return self.filter(is_listed=True)

    def present(self):
        return self.filter(removed_at=None)

    def visible_to(self, user):
        """The public register, and for those who read drafts of a country all of its entities."""
        return self.filter(models.Q(is_listed=True) | where(user, Can.READ_DRAFTS, "country") & models.Q(removed_at=None))

    def editable_by(self, user):
        return self.filter(where(user, Can.EDIT_ENTITIES, "country"), removed_at=None)

    def restricted_for(self, user):
        """Those whose restricted fields `user` may read."""
        return self.filter(where(user, Can.READ_RESTRICTED, "country"))

    def named(self, text):
        """Whose name, in any language, contains `text`, compared folded."""
        return self.filter(names_folded__contains=fold(text))

    def identified_by(self, scheme, value):
        return self.filter(identifiers__scheme=scheme, identifiers__value=value)

    def by_name(self):
        return self.order_by("name", "id")
