"""How many recommendations there are by country and by theme, status or implementation. A cell is a list's length."""

from dataclasses import dataclass

from django.db.models import Count

from network.summaries.directory import REGIONAL, country_name
from sse_portal.reference.choices import Theme

from ..models import Implementation, Recommendation
from .tracker import found

AXES = {"implementation": Implementation, "status": Recommendation.Status, "theme": Theme}


@dataclass(frozen=True)
class Head:
    """A column: its word, and what it adds to the query of the list."""

    label: str
    query: dict


@dataclass(frozen=True)
class MatrixRow:
    """A country with its number of recommendations, and a number for each column."""

    label: str
    query: dict
    total: int
    cells: tuple[int, ...]


@dataclass(frozen=True)
class Matrix:
    """A recommendation with two themes stands in two columns; `total` counts each once."""

    columns: tuple[Head, ...]
    rows: tuple[MatrixRow, ...]
    total: int


def matrix(asked, by, user, language):
    """Countries by one of AXES, of what {filter: value} leaves; empty columns are left out. Two queries."""
    rows = found(asked, user)
    totals = dict(rows.order_by().values_list("country").annotate(n=Count("pk")))
    counts = {(country, code): n for country, code, n in _counted(rows, by)}
    present = {code for _country, code in counts}
    codes = [code for code in AXES[by].values if code in present]
    return Matrix(
        columns=tuple(Head(str(AXES[by](code).label), {by: code}) for code in codes),
        rows=tuple(
            MatrixRow(
                country_name(country, language), {"country": country or REGIONAL}, totals[country],
                tuple(counts.get((country, code), 0) for code in codes),
            )
            for country in sorted(totals, key=lambda country: country or "~")
        ),
        total=sum(totals.values()),
    )  # fmt: skip


def _counted(rows, by):
    """(country, code, number) of those that have any."""
    if by == "theme":
        rows = Recommendation.objects.filter(pk__in=rows.order_by().values("pk"), tags__scheme="theme")
        return rows.order_by().values_list("country", "tags__code").annotate(n=Count("pk"))
    rows = rows.with_implementation() if by == "implementation" else rows
    return rows.order_by().values_list("country", by).annotate(n=Count("pk"))
