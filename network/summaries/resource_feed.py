"""What is new in the library, as a feed: the same for everybody, in English beside the resources' own languages."""

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import override

from sse_portal.basics.text import in_language, language_chosen
from sse_portal.records.tag_words import tag_label
from sse_portal.ui.feeds import Entry, Feed, tag_uri

from ..models import HarvestRecord, Resource
from .dublin_core import rights_of, told_of

SHOWN = 50
Kind = HarvestRecord.Kind


def resource_feed(asked, absolute):
    """The Feed of what was published or changed last; `asked` may name a country and a type.

    `absolute` makes a whole address of a path. The times are those of the last public change, so that a private one
    leaves the feed as it is; what was withdrawn moves its own time.
    """
    told = HarvestRecord.objects.in_set("kind", Kind.RESOURCE)
    for name, value in asked.items():
        told = told.in_set(name, value)
    rows = dict(told.living().newest_first().values_list("record", "datestamp")[:SHOWN])
    resources = told_of(Resource.objects.public().known_as(list(rows)))
    entries = tuple(
        _entry(uid, resources[uid], moment, absolute) for uid, moment in rows.items() if uid in resources
    )
    query = "&".join(f"{name}={value}" for name, value in sorted(asked.items()))
    address = reverse("network:resource-feed") + (f"?{query}" if query else "")
    return Feed(
        id=tag_uri("feed", "resources" + (f"?{query}" if query else "")), title=_title(asked),
        address=absolute(address), page=absolute(reverse("network:resource-list")), author="SSE Portal",
        updated=told.aggregate(last=Max("datestamp"))["last"], entries=entries,
    )  # fmt: skip


def _title(asked):
    """In English, since the bytes are the same for everybody."""
    return " · ".join(["SSE Portal: library", *(value for _name, value in sorted(asked.items()))])


def _entry(uid, told, moment, absolute):
    with override("en"):
        categories = tuple(
            (tag_uri("scheme", scheme), code, tag_label(scheme, code, "en")) for scheme, code in told.tags
        )
    return Entry(
        id=tag_uri("resource", uid), title=in_language(told.title, "en"), language=language_chosen(told.title, "en"),
        updated=moment, published=told.published_at, summary=in_language(told.description, "en"),
        address=absolute(reverse("network:resource-detail", args=[uid])), categories=categories,
        authors=tuple(told.creators) or tuple(filter(None, [told.publisher])),
        rights=" ".join(filter(None, rights_of(told))),
    )  # fmt: skip
