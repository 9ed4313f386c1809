"""The hits of a picker while one types."""

import re

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..forms.choosing import is_searchable
from ..summaries.choosing import LEAST_TYPED, Hits, choosable, hits

_FIELD = re.compile(r"[a-z][a-z0-9_-]{0,59}", re.ASCII)


@login_required
@require_safe
def organization_choose(request):
    """What there is to choose for the text in the parameter that `field` names: a piece of a page."""
    name = request.GET.get("field", "")
    if not _FIELD.fullmatch(name):
        raise Http404
    text = request.GET.get(name, "").strip()
    found = hits(choosable(request.user), text) if is_searchable(text) else Hits()
    context = {"name": name, "hits": found, "seen": text, "searched": len(text) >= LEAST_TYPED}
    return render(request, "network/organization_hits.html", context)
