"""The gallery: every component with sample content, in debug only."""

from django.http import Http404
from django.shortcuts import render

from . import gallery_charts, gallery_samples

STATUSES = (400, 403, 404, 409, 412, 429, 500, 503)


def gallery(request):
    """All components on one page; `?wrong=1` shows the form with errors, as a POST would."""
    form = gallery_samples.SampleForm({"surplus": "-5"} if "wrong" in request.GET else None)
    context = gallery_samples.context() | {
        "form": form,
        "filters": gallery_samples.SampleFilter(request.GET, auto_id="filter_%s"),
        "charts": gallery_charts.figures(),
        "statuses": STATUSES,
    }
    return render(request, "ui/gallery.html", context)


def error_page(request, status):
    """An error page as readers would see it."""
    if status not in STATUSES:
        raise Http404
    return render(request, f"{status}.html", status=status)
