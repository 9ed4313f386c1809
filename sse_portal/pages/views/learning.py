"""Learning from each other."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..learning_forms import LearningForm
from ..parts.learning import address, learning_page


@require_safe
def learning(request):
    """What each country has on a subject, public records only; without a subject what one may choose."""
    form = LearningForm(request.GET)
    context = {"form": form, "crumbs": [{"label": _("Learning from each other")}]}
    if not form.is_valid():
        return render(request, "pages/learning.html", context, status=422)
    topic, country = form.topic, form.cleaned_data["country"]
    if topic is None:
        context["suggested"] = form.suggested
        return render(request, "pages/learning.html", context)
    context |= {"topic": topic, "focus": country, "all_url": address(topic)}
    context["page"] = learning_page(topic, get_language(), country)
    return render(request, "pages/learning.html", context)
