"""An indicator side by side in several countries."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .. import comparing
from ..forms import CompareForm

FORMATS = ("", "csv")


@require_safe
def compare(request):
    """The comparison as a page, or with `format=csv` as a file. What cannot be asked is answered 422."""
    language = get_language()
    form = CompareForm(request.GET, comparing.choices(language))
    wanted = request.GET.get("format", "")
    if not form.is_valid() or wanted not in FORMATS:
        return render(request, "pages/compare.html", {"form": form, "format": wanted}, status=422)
    found = comparing.compared(form.cleaned_data["countries"], form.cleaned_data["indicator"], language)
    if wanted == "csv":
        return _file(found)
    context = {"form": form, "found": found, "csv_url": _csv_url(form.cleaned_data)}
    return render(request, "pages/compare.html", context)


def _csv_url(asked):
    return f"?countries={','.join(asked['countries']).lower()}&indicator={asked['indicator']}&format=csv"


def _file(found):
    response = HttpResponse(comparing.as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="compare-{found.description.code}.csv"'
    return response
