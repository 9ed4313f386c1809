"""One search over everything that is published."""

from dataclasses import dataclass
from typing import Any

from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ..forms import SearchForm
from ..registry import Found, sources


@dataclass(frozen=True)
class Group:
    """The hits of one source."""

    title: Any
    found: Found


@require_safe
def search(request):
    """Grouped results, the same for everybody; without a question only the form."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "pages/search.html", {"form": form}, status=422)
    asked = form.cleaned_data["q"]
    return render(request, "pages/search.html", {"form": form, "asked": asked, "groups": _groups(asked)})


def _groups(asked):
    if not asked:
        return []
    language = get_language()
    groups = [Group(source.title, import_string(source.find)(asked, language)) for source in sources()]
    return [group for group in groups if group.found.hits]
