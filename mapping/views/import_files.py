"""Files around an import: an empty one to fill in, and the list of problems."""

import csv
import io
from itertools import chain

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sse_portal.accounts.roles import Can
from sse_portal.basics.text import in_language

from ..definition.codebook import CODEBOOK
from ..definition.options import options
from ..summaries.imports import PROBLEM_COLUMNS, problem_rows
from .imports import batch_for
from .workspace import study_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet program takes UTF-8 for a legacy encoding without it.
BOM = "\ufeff"


class _Echo:
    """A file that gives each line back to who writes it."""

    def write(self, text):
        return text


@login_required
@require_safe
def import_problems(request, uid):
    """What is wrong with which line, as CSV."""
    batch = batch_for(request, uid)
    writer = csv.writer(_Echo())
    lines = (writer.writerow(row) for row in chain([PROBLEM_COLUMNS], problem_rows(batch)))
    response = StreamingHttpResponse(chain([BOM], lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="problems.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def import_template(request, uid, kind):
    """An empty table with the codebook's names as header; the workbook explains them on a second sheet."""
    study = study_for(request, uid, Can.IMPORT_DATA)
    content, media_type = (
        (_workbook(study), XLSX) if kind == "xlsx" else (_header(), "text/csv; charset=utf-8")
    )
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="template.{kind}"'
    return response


def _header():
    text = io.StringIO()
    csv.writer(text).writerow(CODEBOOK)
    return BOM + text.getvalue()


def _workbook(study):
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = workbook.add_format({"bold": True})
    sheet = workbook.add_worksheet("data")
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(CODEBOOK):
        sheet.write_string(0, place, name, bold)
    _explain(workbook.add_worksheet("codebook"), study, bold)
    workbook.close()
    return file.getvalue()


def _explain(sheet, study, bold):
    language = get_language()
    for place, title in enumerate(
        (_("Column"), _("Meaning"), _("Type"), _("Code"), _("Meaning of the code"))
    ):
        sheet.write_string(0, place, title, bold)
    line = 1
    for variable in CODEBOOK.values():
        codes = options(variable, study.country_id) if variable.is_select else ()
        about = (variable.name, in_language(variable.label, language), variable.type)
        for option in codes or (None,):
            told = (option.code, in_language(option.label, language)) if option else ("", "")
            for place, text in enumerate((*about, *told)):
                sheet.write_string(line, place, text)
            line += 1
