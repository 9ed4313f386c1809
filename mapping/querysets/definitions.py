from django.db import models
from django.db.models import Case, Q, Value, When

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can

IN_FORCE_FIRST = {"adopted": 0, "proposed": 1, "draft": 2, "superseded": 3}


class DefinitionQuerySet(models.QuerySet):
    def in_country(self, country):
        """Definitions of a country (ISO code); None asks for the regional baseline."""
        return self.filter(country=country)

    def visible_to(self, user):
        """Adopted, superseded, used by a published release, or a template: everybody; drafts: those who read them."""
        public = (
            Q(status__in=["adopted", "superseded"]) | Q(is_template=True) | Q(releases__status="published")
        )
        return self.filter(pk__in=self.filter(public | where(user, Can.READ_DRAFTS, "country")).values("pk"))

    def editable_by(self, user):
        return self.filter(where(user, Can.EDIT_DEFINITIONS, "country"), status="draft")

    def in_status(self, status):
        return self.filter(status=status)

    def under_way(self):
        """Drafts and proposals; a starting point is neither."""
        return self.filter(status__in=["draft", "proposed"], is_template=False)

    def templates(self):
        """Starting points that nobody has adopted."""
        return self.filter(is_template=True)

    def adopted_or_templates(self):
        """Those that may be in use: the adopted ones and the starting points."""
        return self.filter(Q(status="adopted") | Q(is_template=True))

    def in_force(self):
        return self.filter(status="adopted")

    def best_first(self):
        """The adopted version first, then the newest proposal, then the newest draft."""
        order = [When(status=status, then=Value(rank)) for status, rank in IN_FORCE_FIRST.items()]
        return self.order_by(Case(*order, default=Value(9)), "-number", "id")

    def newest_first(self):
        return self.order_by("-number", "-id")
