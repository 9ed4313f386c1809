"""The front page of the network: what there is, and where."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can

from ..summaries.overview import overview

# Name of the page, title, what one finds there, icon.
WAYS = (
    ("organization-list", _("Directory"), _("Partners in any script, by country and kind."), "search"),
    ("graph", _("The network as a picture"), _("Who is linked with whom, on any day."), "link"),
    ("matrix", _("Who does what where"), _("Organisations, sectors, regions and years in one table."), "table"),
    ("activity-list", _("Activities"), _("Projects with their partners, places and results."), "flag"),
    ("agreement-list", _("Agreements"), _("Memoranda, letters and grants, and when they end."), "folder"),
    ("event-list", _("Events"), _("Workshops and visits, also for your calendar."), "clock"),
    ("resource-list", _("Resources"), _("Reports, laws, toolkits and data to read and use."), "download"),
    ("offer-list", _("Offers and needs"), _("Who can help, and who looks for help."), "plus"),
)  # fmt: skip
# What the secretariat does here.
DESK = (
    ("proposal-list", _("Proposed changes")),
    ("duplicate-list", _("Likely duplicates")),
    ("person-list", _("People")),
    ("organization-import", _("Import organisations")),
    ("activity-import", _("Import activities")),
    ("organization-create", _("Add an organisation")),
)


@require_safe
def home(request):
    """The network at a glance."""
    found = overview(get_language())
    context = {
        "overview": found,
        "stats": _stats(found.numbers),
        "ways": [
            {"title": title, "text": text, "icon": icon, "url": reverse(f"network:{name}")}
            for name, title, text, icon in WAYS
        ],
        "desk": _desk(request.user),
        "learning_url": reverse("pages:learning"),
    }
    return render(request, "network/home.html", context)


def _desk(user):
    if not can(user, Can.RUN_NETWORK):
        return []
    return [{"label": label, "url": reverse(f"network:{name}")} for name, label in DESK]


def _stats(numbers):
    return [
        {"label": _("Partners"), "value": numbers.organizations},
        {"label": _("Agreements in force"), "value": numbers.agreements},
        {"label": _("Activities under way"), "value": numbers.activities},
        {"label": _("Resources"), "value": numbers.resources},
        {"label": _("Offers and needs"), "value": numbers.offers},
    ]
