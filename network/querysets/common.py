from django.db import models
from django.db.models import Q

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import is_member


class SharedQuerySet(models.QuerySet):
    """Records with a visibility and a country of their own."""

    def public(self):
        """What everybody may know: the same rows whoever asks."""
        return self.filter(visibility="public")

    def visible_to(self, user):
        """Public ones; for members of the network also theirs; for the secretariat all of its countries."""
        seen = ["public", "network"] if is_member(user) else ["public"]
        return self.filter(Q(visibility__in=seen) | where(user, Can.RUN_NETWORK, "country"))

    def editable_by(self, user):
        """Those of the countries where `user` keeps the network. A regional record takes the right everywhere."""
        return self.filter(where(user, Can.RUN_NETWORK, "country"))

    def in_country(self, country):
        return self.filter(country=country)

    def known_as(self, uids):
        """Those with these public identifiers."""
        return self.filter(uid__in=uids)

    def newest_first(self):
        return self.order_by("-id")

    def by_id(self):
        return self.order_by("id")
