"""The profile of a country."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries

from ..registry import PROFILE, Visit, shown


@require_safe
def country(request, iso2):
    """Its published figures and what they rest on; the address is in lower case."""
    found = summaries.country(iso2)
    if found is None:
        raise Http404
    if iso2 != iso2.lower():
        return redirect("pages:country", iso2.lower(), permanent=True)
    language = get_language()
    parts = shown(PROFILE, Visit(request.user, language, found))
    context = {
        "country": found,
        "parts": parts,
        "sections": [{"label": part.title, "url": f"#{part.name}"} for part in parts],
        "crumbs": [{"label": in_language(found.names, language)}],
    }
    return render(request, "pages/country.html", context)
