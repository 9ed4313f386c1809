"""The start page."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ..registry import HOME, Visit, shown


@require_safe
def home(request):
    """The region at a glance."""
    return render(request, "pages/home.html", {"parts": shown(HOME, Visit(request.user, get_language()))})
