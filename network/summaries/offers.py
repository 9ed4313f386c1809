"""Offers and needs: their list, the page of one, and the section on an organisation's page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy

from sse_portal.api.pagination import bounded_count, page_from_newest
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Principle, Theme

from ..models import Offer, OfferTag, Visibility
from ..services.offers import TAGS
from ..services.sides import may_write_for
from .directory import REGIONAL, country_name

PAGE = 30
STANDING, MATCHED, CLOSED, EXPIRED, ALL = "standing", "matched", "closed", "expired", "all"
STATES = {
    STANDING: gettext_lazy("standing"),
    MATCHED: Offer.State.MATCHED.label,
    EXPIRED: gettext_lazy("expired"),
    CLOSED: Offer.State.CLOSED.label,
}
MOST_IN_SECTION = 10


@dataclass(frozen=True)
class OfferRow:
    """An offer or a need in words. `state` is derived: standing, matched, closed or expired; `language` its title's.

    `place` is where it is to be had or needed; `seen_by` is empty when everybody sees it.
    """

    uid: str
    title: str
    language: str
    direction: str
    direction_label: str
    kind: str
    organization: str
    organization_uid: str
    organization_country: str
    place: str
    themes: tuple[str, ...]
    goals: tuple[str, ...]
    principles: tuple[str, ...]
    expires_on: date
    state: str
    state_label: str
    seen_by: str


@dataclass(frozen=True)
class OffersPage:
    """Some rows, the cursor of the next page (or None), and how many offers and needs there are up to 10,000."""

    rows: tuple[OfferRow, ...]
    next_cursor: str | None
    count: int
    count_is_exact: bool
    others: int


@dataclass(frozen=True)
class OfferPage:
    """An offer or a need in full, as a reader may know it."""

    row: OfferRow
    version: int
    description: str
    languages: tuple[str, ...]
    created_at: datetime
    organization_is_known: bool
    may_write: bool


@dataclass(frozen=True)
class OffersSection:
    """What an organisation offers and needs now; `may_write`: this reader may add to it."""

    organization_uid: str
    offers: tuple[OfferRow, ...]
    needs: tuple[OfferRow, ...]
    may_write: bool


def in_state(rows, state):
    """Those in a derived state, today; "all" takes every one."""
    today = timezone.localdate()
    narrow = {
        STANDING: lambda: rows.standing_on(today),
        EXPIRED: lambda: rows.expired_on(today),
        MATCHED: lambda: rows.in_state(Offer.State.MATCHED),
        CLOSED: lambda: rows.in_state(Offer.State.CLOSED),
    }
    return narrow[state]() if state in narrow else rows


def in_country(rows, country):
    """Of the organisations of a country (ISO code), or with "regional" of those of none."""
    return rows.in_country(None if country == REGIONAL else country)


NARROWED = {
    "q": lambda rows, text: rows.named(text),
    "kind": lambda rows, kind: rows.of_kind(kind),
    "theme": lambda rows, code: rows.tagged("theme", code),
    "sdg": lambda rows, code: rows.tagged("SDG", code),
    "principle": lambda rows, code: rows.tagged("principle", code),
    "country": in_country,
    "place": lambda rows, country: rows.for_country(country),
    "language": lambda rows, code: rows.in_language(code),
    "state": in_state,
}


def found(asked, direction, rows):
    """Those of `rows` in a direction that match {filter: value}; standing ones unless another state is asked for."""
    rows = rows.of_direction(direction)
    for name, value in ({"state": STANDING} | asked).items():
        rows = NARROWED[name](rows, value)
    return rows


def offers_page(asked, direction, user, language, cursor=None, size=PAGE):
    """One page of offers or of needs that `user` may know, newest first. BadParameter for a foreign cursor."""
    visible = Offer.objects.visible_to(user)
    rows = found(asked, direction, visible)
    offers, more = page_from_newest(rows.with_organization(), cursor=cursor, size=size)
    other = Offer.Direction.NEED if direction == Offer.Direction.OFFER else Offer.Direction.OFFER
    others, _exact = bounded_count(found(asked, other, visible))
    return OffersPage(rows_of(offers, language), more, *bounded_count(rows), others)


def rows_of(offers, language):
    """Offers, loaded with their organisations, as rows. One query, for all of their tags."""
    tags = tags_by_offer(offers)
    today = timezone.localdate()
    return tuple(_row(offer, tags[offer.pk], today, language) for offer in offers)


def tags_by_offer(offers):
    """{key: {"themes": codes, "sdg": codes, "principles": codes}} of many offers, sorted, by one query."""
    names = {scheme: name for name, scheme in TAGS.items()}
    found_tags = defaultdict(lambda: {name: [] for name in TAGS})
    tags = OfferTag.objects.filter(offer__in=[offer.pk for offer in offers])
    for key, scheme, code in sorted(tags.values_list("offer", "scheme", "code")):
        found_tags[key][names[scheme]].append(code)
    return found_tags


def _row(offer, tags, today, language):
    state = state_of(offer, today)
    organization = offer.organization
    return OfferRow(
        uid=str(offer.uid), title=in_language(offer.title, language), language=language_chosen(offer.title, language),
        direction=offer.direction, direction_label=offer.get_direction_display(), kind=offer.get_kind_display(),
        organization=organization.name, organization_uid=str(organization.uid),
        organization_country=country_name(organization.country_id, language),
        place=country_name(offer.country_id, language), themes=tuple(map(theme_label, tags["themes"])),
        goals=tuple(goal_label(code, language) for code in tags["sdg"]),
        principles=tuple(map(principle_label, tags["principles"])), expires_on=offer.expires_on,
        state=state, state_label=str(STATES[state]),
        seen_by="" if offer.is_public else str(Visibility(offer.visibility).label),
    )  # fmt: skip


def state_of(offer, today):
    """standing, matched, closed or expired: what a list calls it on a day."""
    if offer.state != Offer.State.OPEN:
        return str(offer.state)
    return STANDING if offer.expires_on > today else EXPIRED


def theme_label(code):
    return str(Theme(code).label) if code in Theme.values else code


def principle_label(code):
    return str(Principle(code).label) if code in Principle.values else code


def goal_label(code, language):
    """An SDG goal or target with its short title: “8.3 …”; an unknown code as it is."""
    titles = {item.code: item.titles for item in reference.items("SDG")}
    return f"{code} {in_language(titles[code], language)}" if code in titles else code


def language_label(code):
    """The name of a language, in the active one; the code of one that is not among those of the portal."""
    known = code in dict(settings.LANGUAGES)
    return str(get_language_info(code)["name_translated"]) if known else code


def offer_page(offer, user, language):
    """The page of an offer that `user` may see."""
    known = type(offer.organization).objects.visible_to(user).known_as([offer.organization.uid])
    return OfferPage(
        row=rows_of([offer], language)[0],
        version=offer.version,
        description=in_language(offer.description, language),
        languages=tuple(language_label(code) for code in offer.languages),
        created_at=offer.created_at,
        organization_is_known=known.exists(),
        may_write=may_write_for(user, offer.organization),
    )


def section(organization, user, language):
    """What stands on an organisation's page; None when it has nothing and the reader may add nothing. 8 queries."""
    may_write = may_write_for(user, organization)
    mine = Offer.objects.visible_to(user).of_organization(organization).standing_on(timezone.localdate())
    offers = list(mine.newest_first().with_organization()[:MOST_IN_SECTION])
    if not offers and not may_write:
        return None
    rows = rows_of(offers, language)
    return OffersSection(
        organization_uid=str(organization.uid),
        offers=tuple(row for row in rows if row.direction == Offer.Direction.OFFER),
        needs=tuple(row for row in rows if row.direction == Offer.Direction.NEED),
        may_write=may_write,
    )
