from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request):
    """The region at a glance."""
    return render(request, "pages/home.html")
