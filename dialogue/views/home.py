"""The front page of the dialogue."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request):
    """The dialogue at a glance."""
    return render(request, "dialogue/home.html")
