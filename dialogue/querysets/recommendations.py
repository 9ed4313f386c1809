from django.apps import apps
from django.db.models import Exists, Max, OuterRef, Q

from sse_portal.reference.summaries import sdg_codes

from .committees import Lines
from .common import KeptQuerySet
from .tracked import TrackedQuerySet


class RecommendationQuerySet(TrackedQuerySet, KeptQuerySet):
    def told_to_all(self):
        return Q(published_at__isnull=False)

    def told_to_members(self):
        return Q()

    def in_country(self, country):
        return self.filter(country=country)

    def in_status(self, status):
        return self.filter(status=status)

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

    def of_committee_known_as(self, uid):
        return self.filter(committee__uid=uid)

    def with_code(self, code):
        return self.filter(code=code)

    # Each asks for keys that a query of its own finds once: asked row by row, the tracker took ten times as long.

    def tagged(self, scheme, code):
        """About this theme or SDG target; a goal finds its targets too."""
        targets = [each for each in sdg_codes() if each.startswith(f"{code}.")] if scheme == "SDG" else []
        tags = apps.get_model("dialogue", "RecommendationTag").objects
        found = tags.filter(scheme=scheme, code__in=[code, *targets])
        return self.among_keys(found.values("recommendation"))

    def addressed_to(self, organizations):
        """Addressed to one of the organisations in a queryset."""
        addressees = apps.get_model("dialogue", "Addressee").objects
        found = addressees.filter(organization__in=organizations.order_by().values("pk"))
        return self.among_keys(found.order_by().values("recommendation"))

    def resting_on(self, status, user):
        """With evidence in force that stands like this, and points to what `user` may know."""
        evidence = apps.get_model("dialogue", "Evidence").objects.in_force().filter(status=status)
        parts = evidence.known_parts(user)
        return self.among_keys(*(part.order_by().values("recommendation") for part in parts))

    def resting_on_release(self, release):
        """With a figure in force that was taken from this release: who knows the recommendation knows its figures."""
        figures = apps.get_model("dialogue", "Evidence").objects.in_force().of_kind("figure")
        return self.filter(Exists(figures.filter(recommendation=OuterRef("pk"), release=release)))

    def adopted_and_alive(self):
        """Those that a committee stands by: adopted once, neither withdrawn nor superseded."""
        return self.filter(status__in=["adopted", "transmitted", "closed"])

    def called(self, asked):
        """Those with this folded text in the title, or whose code begins with it."""
        return self.filter(Q(title_folded__contains=asked) | Q(code__istartswith=asked))

    def alive(self):
        """Neither withdrawn nor superseded: their evidence is looked at again."""
        return self.exclude(status__in=["withdrawn", "superseded"])


class OfRecommendation(KeptQuerySet):
    committee = "recommendation__committee"
    visibilities = ("recommendation__visibility", "recommendation__committee__visibility")

    def told_to_all(self):
        return Q(recommendation__published_at__isnull=False)

    def told_to_members(self):
        return Q()

    def of_recommendation(self, recommendation):
        return self.filter(recommendation=recommendation)


class AddresseeQuerySet(OfRecommendation):
    def asked(self, until=None):
        """Those that it was transmitted to (by a moment)."""
        asked = self.filter(transmitted_at__isnull=False)
        return asked.filter(transmitted_at__lte=until) if until else asked

    def without_link(self, moment):
        """Those whose link does not work, or not any more."""
        return self.filter(Q(link_key="") | Q(link_ends_at__lte=moment))

    def opened_by(self, digest, moment):
        """The one whose link has this digest, while it works."""
        return self.filter(link_key=digest, link_ends_at__gt=moment)

    def among(self, organizations):
        """Those of these organisations (keys, or a query of keys)."""
        return self.filter(organization__in=organizations)

    def of_recommendations(self, keys):
        return self.filter(recommendation__in=list(keys)).order_by("id")


class EvidenceQuerySet(OfRecommendation):
    """Evidence is known to those who may know both the recommendation and what it points to."""

    def visible_to(self, user):
        return (
            super().visible_to(user).filter(self._points_to_known(lambda rows: rows.visible_to(user), user))
        )

    def public(self):
        return super().public().filter(self._points_to_known(lambda rows: rows.public(), None))

    def pointing_to_what_is_known(self, user):
        """Whatever recommendation it belongs to: for queries that begin with those that `user` may know."""
        return self.filter(self._points_to_known(lambda rows: rows.visible_to(user), user))

    def known_parts(self, user):
        """The same as three queries, which a database plans one by one. Definitions are few: by their keys."""
        definitions = list(
            self._related("definition").visible_to(user).order_by().values_list("pk", flat=True)
        )
        documents, minutes = (
            self._related(name).visible_to(user).order_by().values("pk") for name in ("document", "minutes")
        )
        return (
            self.filter(Q(kind="figure") | Q(kind="definition", definition__in=definitions)),
            self.filter(kind="document", document__in=documents),
            self.filter(kind="paragraph", minutes__in=minutes),
        )

    def _points_to_known(self, narrowed, user):
        """A figure was published; the rest has readers of its own. A withdrawn release still says that it was."""
        documents = narrowed(self._related("document")).filter(pk=OuterRef("document"))
        minutes = narrowed(self._related("minutes")).filter(pk=OuterRef("minutes"))
        definitions = self._related("definition").visible_to(user).order_by().values("pk")
        return (
            Q(kind="figure")
            | Q(kind="definition", definition__in=definitions)
            | Q(kind="document") & Q(Exists(documents))
            | Q(kind="paragraph") & Q(Exists(minutes))
        )

    def _related(self, name):
        return self.model._meta.get_field(name).remote_field.model.objects.all()

    def in_force(self):
        return self.filter(removed_at=None)

    def standing(self, statuses):
        return self.filter(status__in=statuses)

    def in_order(self):
        return self.order_by("position", "id")

    def of_recommendations(self, keys):
        return self.filter(recommendation__in=list(keys)).order_by("recommendation", "position", "id")

    def of_recommendation_known_as(self, uid):
        return self.filter(recommendation__uid=uid)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def in_status(self, status):
        return self.filter(status=status)

    def of_indicator(self, code):
        return self.filter(indicator=code)

    def with_what_it_points_to(self):
        return self.select_related(
            "release__definition", "definition", "document", "minutes__meeting", "recommendation"
        )

    def to_look_at(self):
        """What is looked at again: in force, of recommendations that are alive."""
        return self.in_force().exclude(recommendation__status__in=["withdrawn", "superseded"])

    def touched_by(self, country):
        """What a release or a definition of a country (ISO code; None: the region) may change."""
        return self.filter(
            Q(kind="figure", release__country=country) | Q(kind="definition", definition__country=country)
        )


class EvidenceCheckQuerySet(Lines):
    def newest_of(self, keys):
        """The last line of each of these pieces of evidence."""
        last = self.of_evidence(keys).order_by().values("evidence").annotate(last=Max("id"))
        return self.filter(pk__in=last.values("last"))

    def of_evidence(self, keys):
        return self.filter(evidence__in=list(keys))
