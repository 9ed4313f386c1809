"""The 3W matrix as a table of links, and the map of one country."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sse_portal.ui.caching import for_one_reader
from sse_portal.ui.charts import Datum, region_map
from sse_portal.ui.formats import number
from sse_portal.ui.tables import Cell, Column, body

from ..forms.activities import MatrixForm
from ..querysets.activities import NONE
from ..summaries import matrix as summaries

MOST_CLASSES = 5


@require_safe
def matrix(request):
    """Who does what where: two of organisation, sector, place and year; each number leads to its activities."""
    form = MatrixForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, "network/matrix.html", {"form": form}, status=422)
    language, (down, across) = get_language(), form.axes
    found = summaries.matrix(form.asked, across, down, language, request.user)
    asked = summaries.with_defaults(form.asked)
    context = {
        "form": form, "matrix": found, "active": len(form.asked), "list_url": _list(asked),
        "columns": _columns(found, asked, down), "rows": _rows(found, asked, down, across),
        "folded": [_line(head, asked) for head in found.folded],
        "query": urlencode(form.asked), "title": _caption(down, across),
    }  # fmt: skip
    country = form.asked.get("country")
    if country and country != NONE:
        context["map"] = _map(asked, country, language, request.user)
    return for_one_reader(request, render(request, "network/matrix.html", context))


def _caption(down, across):
    labels = {"rows": summaries.AXIS_LABELS[down], "columns": summaries.AXIS_LABELS[across]}
    return _("Activities: %(rows)s by %(columns)s") % labels


def _list(asked, *further):
    """The list of the activities that a cell counts."""
    query = dict(asked)
    for each in further:
        query |= each
    chosen = {name: value for name, value in query.items() if value}
    return f"{reverse('network:activity-list')}?{urlencode(chosen)}"


def _columns(found, asked, down):
    heads = [Column(head.label, numeric=True) for head in found.columns]
    return [Column(summaries.AXIS_LABELS[down]), Column(_("All"), numeric=True), *heads]


def _rows(found, asked, down, across):
    lines = [
        (
            Cell(head.label),
            _cell(head.total, asked, head.query),
            *(
                _cell(value, asked, head.query, column.query)
                for value, column in zip(cells, found.columns, strict=True)
            ),
        )
        for head, cells in zip(found.rows, found.cells, strict=True)
    ]
    totals = [_cell(head.total, asked, head.query) for head in found.columns]
    lines.append((Cell(_("All, each counted once")), _cell(found.total, asked), *totals))
    return body(_columns(found, asked, down), lines)


def _cell(value, asked, *queries):
    return Cell(number(value), url=_list(asked, *queries)) if value else Cell("")


def _line(head, asked):
    return {"label": head.label, "count": head.total, "url": _list(asked, head.query)}


def _map(asked, country, language, user):
    found = summaries.country_map(asked, country, language, user)
    named = {"country": country, "reach": "named"}
    data = {
        row.code: Datum(
            row.label, row.number, url=_list(asked, named, {"region": row.code}) if row.number else ""
        )
        for row in found.regions
    }
    whole = {"country": country, "region": "", "reach": "nationwide"}
    numbers = sorted({row.number for row in found.regions})
    # A few small numbers have a class each: quantiles would put all but nothing into one.
    breaks = tuple(numbers) if len(numbers) <= MOST_CLASSES else ()
    title = _("Activities that name a region")
    figure = region_map(country, timezone.localdate(), title=title, data=data, breaks=breaks)
    return {"figure": figure, "nationwide": found.nationwide, "nationwide_url": _list(asked, whole)}
