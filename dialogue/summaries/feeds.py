"""News as Atom feeds: what everybody may know, in English, the same bytes as long as none of it changed."""

from django.urls import reverse
from django.utils.translation import override

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui.feeds import Entry, Feed, tag_uri

from ..models import Happening
from .following import page_of, title_of
from .news import REGIONAL, public_news

SHOWN = 50


def all_news(absolute):
    """The feed of all of them. `absolute` makes a whole address of a path."""
    return _feed(Happening.objects.public(), absolute, key="news", of="", path=reverse("dialogue:news-feed"))


def country_news(country, absolute):
    """The feed of a country (ISO code; None: the region)."""
    of = in_language(reference.country(country).names, "en") if country else "Whole region"
    return _feed(
        Happening.objects.public().in_country(country), absolute, key=f"news/{country or REGIONAL}", of=of,
        path=address_of(country or REGIONAL), page=f"{reverse('dialogue:news')}?country={country or REGIONAL}",
    )  # fmt: skip


def address_of(country):
    """The address of the feed of a country; of "regional" that of the region; of "" that of all."""
    if country == REGIONAL:
        return reverse("dialogue:region-news-feed")
    if country:
        return reverse("dialogue:country-news-feed", args=[country.lower()])
    return reverse("dialogue:news-feed")


def committee_news(committee, absolute):
    """The feed of a committee."""
    return _of_record(
        committee, Happening.objects.public().of_committee(committee), absolute,
        reverse("dialogue:committee-news-feed", args=[committee.uid]),
    )  # fmt: skip


def recommendation_news(recommendation, absolute):
    """The feed of a published recommendation."""
    return _of_record(
        recommendation, Happening.objects.public().of_recommendation(recommendation), absolute,
        reverse("dialogue:recommendation-news-feed", args=[recommendation.code]),
    )  # fmt: skip


def _of_record(record, rows, absolute, path):
    key, of = f"{record._meta.model_name}/{record.uid}/news", in_language(title_of(record), "en")
    return _feed(rows, absolute, key=key, of=of, path=path, page=page_of(record))


def _feed(rows, absolute, *, key, of, path, page=""):
    with override("en"):
        items = public_news(rows, "en", SHOWN)
    front = reverse("dialogue:home")
    return Feed(
        id=tag_uri("feed", f"dialogue/{key}"), title=" · ".join(filter(None, ("SSE Portal: dialogue", of))),
        address=absolute(path), page=absolute(page or front), author="SSE Portal",
        updated=max((item.moment for item in items), default=None),
        entries=tuple(_entry(item, absolute, front) for item in items),
    )  # fmt: skip


def _entry(item, absolute, front):
    """A line of news is never changed: its time is that at which it could first be known."""
    where = " · ".join(filter(None, (item.committee, item.country)))
    return Entry(
        id=tag_uri("news", item.uid), title=item.sentence, language=item.language or "en",
        updated=item.moment, published=item.moment, summary=where, address=absolute(item.url or front),
        authors=(item.committee,),
        categories=((tag_uri("scheme", "news"), item.kind, item.what),),
    )  # fmt: skip
