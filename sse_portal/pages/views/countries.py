from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sse_portal.reference import summaries


@require_safe
def country(request, iso2):
    """The profile of a country; its address is in lower case."""
    found = summaries.country(iso2.upper())
    if found is None:
        raise Http404
    if iso2 != iso2.lower():
        return redirect("pages:country", iso2.lower(), permanent=True)
    return render(request, "pages/country.html", {"country": found})


@require_safe
def compare(request):
    """An indicator side by side in several countries."""
    return render(request, "pages/compare.html")
