from django.db import models
from django.db.models import Case, Count, Q, Value, When
from django.db.models.functions import Cast

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import is_member
from sse_portal.records.names import NameSearch

from ..matching import (
    COVERED,
    COVERED_IN_PART,
    FIRST_THEME,
    FURTHER_THEME,
    SHARED_TARGET,
    WEIGHTS,
    goal_of,
)
from .common import SharedQuerySet

KEEPS = "organization__country"


class OfferQuerySet(NameSearch, SharedQuerySet):
    """Offers and needs. Each names its organisation, so it is known only to those who may know both."""

    folded = "title_folded"

    def public(self):
        return self.filter(visibility="public", organization__visibility="public")

    def visible_to(self, user):
        """As for every record; and all of an organisation to those who keep its country or its page."""
        seen = ["public", "network"] if is_member(user) else ["public"]
        told = Q(visibility__in=seen, organization__visibility__in=seen)
        return self.filter(told | self._of_own(user))

    def editable_by(self, user):
        """Those of the organisations in the countries that `user` keeps, or whose page `user` keeps."""
        return self.filter(self._of_own(user))

    def _of_own(self, user):
        keeps = where(user, Can.RUN_NETWORK, KEEPS)
        if not user.is_authenticated:
            return keeps
        organizations = self.model._meta.get_field("organization").related_model
        return keeps | Q(organization__in=organizations.objects.kept_by(user).values("pk"))

    def of_direction(self, direction):
        return self.filter(direction=direction)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def in_country(self, country):
        """Of the organisations in a country (ISO code); None: of those that belong to no country."""
        return self.filter(organization__country=country)

    def of_organization(self, organization):
        return self.filter(organization=organization)

    def of_organization_known_as(self, uid):
        return self.filter(organization__uid=uid)

    def in_state(self, state):
        return self.filter(state=state)

    def for_country(self, country):
        """To be had or needed in a country (ISO code), or in the whole region."""
        return self.filter(Q(country=country) | Q(country=None))

    def tagged(self, scheme, code):
        """With this tag; an SDG goal also by each of its targets."""
        wanted = Q(scheme=scheme, code=code)
        if scheme == "SDG" and "." not in code:
            wanted |= Q(scheme=scheme, code__startswith=f"{code}.")
        tags = self.model._meta.get_field("tags").related_model
        return self.filter(pk__in=tags.objects.filter(wanted).values("offer"))

    def in_language(self, code):
        """Those that say they can be had in this language (BCP 47). JSON as text: SQLite has no JSON containment."""
        texts = self.annotate(languages_text=Cast("languages", models.TextField()))
        return texts.filter(languages_text__contains=f'"{code}"')

    def standing_on(self, day):
        """Open, and not expired."""
        return self.filter(state="open", expires_on__gt=day)

    def expired_on(self, day):
        return self.filter(state="open", expires_on__lte=day)

    def facing(self, side, day):
        """What could fit a `network.matching.Side` on a day, by how likely (annotation `likeness`), best first.

        Counted in SQL from what is in common; the exact score is that of `network.matching`.
        """
        goals = {goal_of(code) for code in side.sdg}
        same_goal = Q(tags__code__in=goals)
        for goal in sorted(goals):
            same_goal |= Q(tags__code__startswith=f"{goal}.")
        themes, sdg = Q(tags__scheme="theme", tags__code__in=side.themes), Q(tags__scheme="SDG") & same_goal
        facing = self.filter(direction="need" if side.direction == "offer" else "offer").standing_on(day)
        counted = facing.exclude(organization=side.organization).annotate(
            shared_themes=Count("tags", filter=themes), shared_goals=Count("tags", filter=sdg)
        )
        alike = counted.filter(Q(kind=side.kind) | Q(shared_themes__gt=0) | Q(shared_goals__gt=0))
        return alike.annotate(likeness=_likeness(side)).order_by("-likeness", "id")

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

    def with_organization(self):
        return self.select_related("organization")


def _likeness(side):
    """Points for what SQL can count: kind, themes, goals and place, as `network.matching` weighs them."""
    themes = _steps("shared_themes", FIRST_THEME, FIRST_THEME + FURTHER_THEME, WEIGHTS["themes"])
    goals = _steps("shared_goals", SHARED_TARGET, WEIGHTS["sdg"])
    kind = Case(When(kind=side.kind, then=Value(WEIGHTS["kind"])), default=Value(0))
    own = side.country or None
    wide, narrow = (COVERED, COVERED_IN_PART) if side.direction == "need" else (COVERED_IN_PART, COVERED)
    place = Case(
        When(country=own, then=Value(WEIGHTS["place"])),
        When(country=None, then=Value(wide)),
        default=Value(0 if own else narrow),
    )
    return kind + themes + goals + place


def _steps(name, *points):
    """`points` for one, two, … of what `name` counts; more of them give no more."""
    whens = [When(**{name: number}, then=Value(each)) for number, each in enumerate((0, *points[:-1]))]
    return Case(*whens, default=Value(points[-1]))


class MatchQuerySet(models.QuerySet):
    """Matches belong to their two sides. The public learns only of what was fulfilled between public ones."""

    def public(self):
        sides = {f"{side}__visibility": "public" for side in ("offer", "need")}
        organizations = {f"{side}__organization__visibility": "public" for side in ("offer", "need")}
        return self.filter(state="fulfilled", **sides, **organizations)

    def visible_to(self, user):
        """Those in which `user` keeps the country or the page of an organisation on either side."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(self._of_own(user, "offer") | self._of_own(user, "need"))

    editable_by = visible_to

    def _of_own(self, user, side):
        keeps = where(user, Can.RUN_NETWORK, f"{side}__{KEEPS}")
        offers = self.model._meta.get_field(side).related_model
        organizations = offers._meta.get_field("organization").related_model
        kept = organizations.objects.kept_by(user).values("pk")
        return keeps | Q(**{f"{side}__organization__in": kept})

    def of(self, offer):
        return self.filter(Q(offer=offer) | Q(need=offer))

    def of_known_as(self, uid):
        """Of the offer or need with this public identifier."""
        return self.filter(Q(offer__uid=uid) | Q(need__uid=uid))

    def in_state(self, state):
        return self.filter(state=state)

    def known_as(self, uids):
        """Those with these public identifiers."""
        return self.filter(uid__in=uids)

    def open(self):
        """Proposed or accepted: something is still to be done."""
        return self.filter(state__in=["proposed", "accepted"])

    def not_declined(self):
        return self.exclude(state="declined")

    def with_sides(self):
        return self.select_related("offer__organization", "need__organization")

    def best_first(self):
        return self.order_by("-score", "id")

    def newest_first(self):
        return self.order_by("-id")
