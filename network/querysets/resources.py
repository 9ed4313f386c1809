from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import StrIndex

from sse_portal.basics.text import fold
from sse_portal.records.names import NameSearch

from .common import SharedQuerySet

MOST_RANKED = 5
# Which part of a set's name stands for which column: "type:report", "country:KH", "kind:resource".
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

    def in_state(self, state):
        return self.filter(state=state)

    def without_country(self):
        return self.filter(country=None)

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

    def ranked(self, text):
        """With `rank`: the earlier the words of `text` come, the lower. Titles are first, descriptions last."""
        words = list(dict.fromkeys(fold(text).split()))[:MOST_RANKED]
        places = (StrIndex("text_folded", Value(word)) for word in words)
        return self.annotate(rank=sum(places, Value(0)))

    def ranked_behind(self, rank, last):
        """Of ranked ones, those behind the one with this rank and key."""
        return self.filter(Q(rank__gt=rank) | Q(rank=rank, id__gt=last))

    def older_than(self, moment, last):
        """Those behind the one with this time of publication and key, newest first."""
        earlier = Q(published_at__lt=moment) | Q(published_at=moment, id__lt=last)
        return self.filter(earlier, published_at__lte=moment)

    def begun_before(self, last):
        return self.filter(id__lt=last)

    def with_publisher(self):
        return self.select_related("publisher")

    def as_shown(self):
        """With what a page takes from other tables, without what only searches read."""
        return self.select_related("publisher").prefetch_related("tags").defer("text_folded")

    def newest_first(self):
        """The order of the library: by the time of publication."""
        return self.order_by("-published_at", "-id")


class ResourceTagQuerySet(models.QuerySet):
    def of_resources(self, keys):
        return self.filter(resource__in=keys)

    def as_codes(self):
        """(key of the resource, scheme, code), sorted."""
        return self.order_by("scheme", "code").values_list("resource", "scheme", "code")


class HarvestQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("datestamp", "id")

    def newest_first(self):
        return self.order_by("-datestamp", "-id")

    def living(self):
        """Without tombstones."""
        return self.filter(is_deleted=False)

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
