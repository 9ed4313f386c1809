"""What committees recommend on one subject, country by country: for learning from each other. Public records only."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from sse_portal.basics.text import in_language, language_chosen

from ..models import Implementation, Recommendation
from .addresses import address

REGIONAL = "regional"


@dataclass(frozen=True)
class Learned:
    """The newest recommendations of a country: (title, its language, address, implementation in words); how many."""

    count: int
    lines: tuple


def recommended(scheme, code, language, most):
    """{ISO code, or "regional": Learned} of what committees stand by with a tag (as records.tags has it). One query."""
    place = F("country")
    rows = (
        Recommendation.objects.public().adopted_and_alive().tagged(scheme, code).with_implementation().order_by()
        .annotate(
            row=Window(RowNumber(), partition_by=place, order_by=F("pk").desc()),
            of_all=Window(Count("pk"), partition_by=place),
        )
        .filter(row__lte=most)
        .values_list("country", "of_all", "code", "title", "implementation", "row")
    )  # fmt: skip
    found, counts = defaultdict(list), {}
    for country, of_all, key, title, state, _row in sorted(rows, key=lambda each: each[-1]):
        counts[country] = of_all
        line = (
            f"{key} {in_language(title, language)}", language_chosen(title, language),
            address("recommendation-detail", key), str(Implementation(state).label),
        )  # fmt: skip
        found[country].append(line)
    return {country or REGIONAL: Learned(counts[country], tuple(lines)) for country, lines in found.items()}
