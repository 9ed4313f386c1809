from django.db import models
from django.db.models import F, Q

from sse_portal.basics.text import fold
from sse_portal.records.names import NameSearch

from .common import SharedQuerySet

# Which part of a set's name stands for which column: "type:report", "country:kh", "kind:resource".
SETS = {"type": "type", "country": "country", "kind": "kind"}


class ResourceQuerySet(NameSearch, SharedQuerySet):
    """The library. What is published for everybody is public; drafts are the secretariat's."""

    folded = "text_folded"

    def published(self):
        return self.filter(state="published")

    def public(self):
        return super().public().published()

    def visible_to(self, user):
        """Published ones by their visibility, those withdrawn or in the making for the secretariat."""
        return super().visible_to(user).filter(Q(state="published") | Q(pk__in=self.editable_by(user)))

    def of_type(self, type_):
        return self.filter(type=type_)

    def in_language(self, code):
        return self.filter(language=code)

    def under_licence(self, code):
        return self.filter(licence=code)

    def issued_in(self, year):
        return self.filter(issued_on__year=year)

    def of_publisher(self, organization):
        return self.filter(publisher=organization)

    def published_by_any(self, organizations):
        return self.filter(publisher__in=organizations)

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

    def tagged(self, scheme, code):
        """About this; an SDG goal (8) takes its targets (8.3) in."""
        codes = Q(tags__code=code)
        if scheme == "SDG":
            codes |= Q(tags__code__startswith=f"{code}.")
        # Apart, since a record with the goal and two of its targets would be found three times.
        return self.filter(pk__in=self.model.objects.filter(codes, tags__scheme=scheme).values("pk"))

    def about(self, text):
        """Those that hold every word of `text`, in any language, compared folded."""
        found = self
        for word in dict.fromkeys(fold(text).split()):
            found = found.named(word)
        return found

    def as_told(self):
        """With what their Dublin Core takes from other tables."""
        return self.select_related("publisher").prefetch_related("tags")

    def newest_first(self):
        """The order of the library: by the time of publication, drafts last."""
        return self.order_by(F("published_at").desc(nulls_last=True), "-id")


class HarvestQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("datestamp", "id")

    def of_record(self, uid):
        return self.filter(record=uid)

    def of_records(self, uids):
        return self.filter(record__in=uids)

    def in_set(self, kind, value):
        """Those of a set: kind and value as in SETS; without a value all of that kind of set."""
        column = SETS[kind]
        return self.filter(**{column: value}) if value else self.exclude(**{column: ""})

    def stamped_from(self, moment):
        return self.filter(datestamp__gte=moment)

    def stamped_until(self, moment):
        """At or before this second."""
        return self.filter(datestamp__lte=moment)

    def after(self, datestamp, last):
        """Those behind the one with this datestamp and key, in the order of a harvest."""
        later = Q(datestamp__gt=datestamp) | Q(datestamp=datestamp, id__gt=last)
        return self.filter(later, datestamp__gte=datestamp)
