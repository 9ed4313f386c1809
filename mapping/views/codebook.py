"""The data dictionary: every question, as a page and as a CSV file."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sse_portal.basics.cells import inert

from ..definition.dictionary import dictionary_rows
from .workspace import crumbs


@require_safe
def codebook(request):
    """All questions of the core questionnaire in the reader's language; ?format=csv as a file."""
    rows = dictionary_rows(get_language())
    if request.GET.get("format") == "csv":
        return _file(rows)
    sections = {}
    for row in rows:
        sections.setdefault((row.section, row.section_title), []).append(row)
    context = {
        "sections": [(*head, rows) for head, rows in sections.items()],
        "number": len(rows),
        "crumbs": crumbs(),
    }
    return render(request, "mapping/codebook.html", context)


def _file(rows):
    """UTF-8 with a byte order mark, which spreadsheets need to recognise it."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="codebook.csv"'
    table = [row.cells() for row in rows]
    writer = csv.DictWriter(response, fieldnames=list(table[0]))
    writer.writeheader()
    writer.writerows({name: inert(text) for name, text in cells.items()} for cells in table)
    return response
