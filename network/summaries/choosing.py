"""Which organisations somebody may mean by a piece of a name: for choosing one among thousands."""

import uuid
from dataclasses import dataclass

from django.db.models import Case, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sse_portal.basics.text import fold, in_language
from sse_portal.reference import summaries as reference

from ..models import Organization

MOST_HITS = 20
LEAST_TYPED = 2


@dataclass(frozen=True)
class Hit:
    """An organisation to choose. `note` tells it from others of the same name; `exact`: it is called just that."""

    uid: str
    name: str
    local: str
    language: str
    note: str
    exact: bool = False


@dataclass(frozen=True)
class Hits:
    """At most 20 organisations; `more`: there are others, a longer piece of the name finds fewer."""

    rows: tuple = ()
    more: bool = False

    @property
    def only(self):
        """The one that is called exactly as typed, or None when there is none or several."""
        exact = [hit for hit in self.rows if hit.exact]
        return exact[0] if len(exact) == 1 else None


def choosable(user):
    """The organisations that `user` may name in a record: those they may know, without merged ones."""
    return Organization.objects.visible_to(user).present()


def hits(among, text):
    """The organisations of `among` with `text` in a name, exact ones first, then by name. Two queries at most."""
    folded = fold(text)
    if len(folded) < LEAST_TYPED:
        return Hits()
    first = Case(When(called(folded), then=Value(0)), default=Value(1))
    found = list(among.named(text).annotate(inexact=first).order_by("inexact", "name", "id")[: MOST_HITS + 1])
    rows = tuple(hit_of(row, exact=row.inexact == 0) for row in found[:MOST_HITS])
    return Hits(rows, len(found) > MOST_HITS)


def called(folded):
    """The condition that one of the names, a line each, is exactly `folded`."""
    ends = Q(names_folded__endswith=f"\n{folded}") | Q(names_folded__contains=f"\n{folded}\n")
    return Q(names_folded=folded) | Q(names_folded__startswith=f"{folded}\n") | ends


def hit_of(organization, *, exact=False):
    """An organisation as a choice, in the reader's language."""
    language = get_language()
    country = reference.country(organization.country_id) if organization.country_id else None
    place = in_language(country.names, language) if country else _("Whole region")
    local = next(iter(country.languages), "") if country else ""
    return Hit(
        uid=str(organization.uid), name=organization.name, local=organization.names.get(local, ""),
        language=local, note=f"{place} · {organization.get_kind_display()}", exact=exact,
    )  # fmt: skip


def is_uid(text):
    """Has this text the form of a public identifier?"""
    try:
        uuid.UUID(text)
    except (ValueError, TypeError, AttributeError):
        return False
    return True
