"""The tracker: its list, its matrix, its export."""

from urllib.parse import urlencode

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sse_portal.api.conditional import kept
from sse_portal.api.parameters import BadParameter
from sse_portal.ui.caching import for_one_reader
from sse_portal.ui.formats import number
from sse_portal.ui.tables import Cell, Column, body

from ..forms.tracking import MatrixForm, TrackerFilter
from ..summaries import tracker as summaries
from ..summaries import tracker_export, tracker_matrix
from .ways import below_dialogue


@require_safe
def recommendation_list(request):
    """The recommendations that the reader may know, the newest first, and what becomes of them."""
    form = TrackerFilter(request.GET)
    context = {"form": form, "crumbs": below_dialogue([{"label": _("Recommendations")}])}
    if not form.is_valid():
        return render(request, "dialogue/recommendation_list.html", context, status=422)
    asked = form.asked_of_list
    try:
        page = summaries.tracker_page(asked, request.user, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "dialogue/recommendation_list.html", context, status=400)
    query = urlencode(asked)
    context |= {"page": page, "active": len(form.asked), "on": asked.get("on"), "query": query}
    context["next_url"] = f"?{urlencode(asked | {'cursor': page.next_cursor})}" if page.next_cursor else ""
    return for_one_reader(request, render(request, "dialogue/recommendation_list.html", context))


@require_safe
def recommendation_matrix(request):
    """How many recommendations there are by country and theme, status or implementation; each number is a list."""
    form = MatrixForm(request.GET)
    context = {"form": form, "crumbs": below_dialogue([_listed(), {"label": _("Matrix")}])}
    if not form.is_valid():
        return render(request, "dialogue/recommendation_matrix.html", context, status=422)
    by, asked = form.cleaned_data["by"] or "implementation", form.asked
    found = tracker_matrix.matrix(asked, by, request.user, get_language())
    columns = [Column(_("Country")), Column(_("All"), numeric=True)]
    columns += [Column(head.label, numeric=True) for head in found.columns]
    lines = [
        (Cell(row.label), _cell(row.total, asked, row.query),
         *(_cell(n, asked, row.query, head.query) for n, head in zip(row.cells, found.columns, strict=True)))
        for row in found.rows
    ]  # fmt: skip
    context |= {
        "matrix": found, "columns": columns, "rows": body(columns, lines), "active": len(asked),
        "list_url": _address(asked),
    }  # fmt: skip
    return for_one_reader(request, render(request, "dialogue/recommendation_matrix.html", context))


def _cell(value, asked, *queries):
    return Cell(number(value), url=_address(asked, *queries)) if value else Cell("")


def _address(asked, *further):
    query = dict(asked)
    for each in further:
        query |= each
    return f"{reverse('dialogue:recommendation-list')}?{urlencode(query)}"


def _listed():
    return {"label": _("Recommendations"), "url": reverse("dialogue:recommendation-list")}


@require_safe
def recommendation_export(request):
    """What everybody may know of the list, with its filters, as ?format=csv or xlsx."""
    form = TrackerFilter(request.GET)
    context = {"form": form, "crumbs": below_dialogue([{"label": _("Recommendations")}])}
    if not form.is_valid():
        return render(request, "dialogue/recommendation_list.html", context, status=422)
    writer = tracker_export.FORMATS.get(request.GET.get("format", "csv"))
    if writer is None:
        raise Http404
    pieces = tracker_export.pieces(writer, form.asked_of_list)
    media_type = f"{writer.media_type}; charset=utf-8" if writer.format == "csv" else writer.media_type
    response = StreamingHttpResponse(pieces, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="recommendations.{writer.format}"'
    response.headers["Cache-Control"] = kept(request, False)
    return response
