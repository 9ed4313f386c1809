"""The front page of the dialogue."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can

from ..models import Happening
from ..summaries.addresses import address
from ..summaries.news import public_news
from ..summaries.overview import overview

NEWEST = 6
# Name of the page, title, what one finds there, icon.
WAYS = (
    ("committee-list", _("Committees"), _("Who sits on them, by which rules."), "user"),
    ("meeting-list", _("Meetings"), _("Agenda, minutes and papers, also for your calendar."), "clock"),
    ("decision-list", _("Decisions"), _("What was decided, and with which quorum."), "check-circle"),
    ("recommendation-list", _("Recommendations"), _("From their evidence to what became of them."), "flag"),
    ("recommendation-matrix", _("Recommendations by country and theme"), _("All of them in one table."), "table"),
    ("consultation-list", _("Consultations"), _("Say what you think of a draft."), "pencil"),
    ("news", _("News"), _("What changed, the newest first."), "info"),
    ("follow-list", _("What you follow"), _("Choose what you want to be told of."), "plus"),
)  # fmt: skip
# What the secretariat does here.
DESK = (("committee-create", _("New committee")), ("meeting-list", _("Meetings")))


@require_safe
def home(request):
    """The dialogue at a glance: the same for everybody, but for the desk of a secretariat."""
    language = get_language()
    found = overview(language)
    context = {
        "overview": found,
        "stats": stats_of(found),
        "ways": [
            {"title": title, "text": text, "icon": icon, "url": address(name)}
            for name, title, text, icon in WAYS
            if address(name)
        ],
        "news": public_news(Happening.objects.public(), language, NEWEST),
        "desk": _desk(request.user),
    }
    return render(request, "dialogue/home.html", context)


def stats_of(found):
    """The numbers of an overview as a strip."""
    rows = (
        (_("Committees"), "committees", "committee-list"), (_("Next meetings"), "meetings", "meeting-list"),
        (_("Recommendations"), "recommendations", "recommendation-list"),
        (_("Open consultations"), "consultations", "consultation-list"),
    )  # fmt: skip
    return [
        {"label": label, "value": found.numbers.get(name, 0), "url": address(page)}
        for label, name, page in rows
    ]


def _desk(user):
    if not can(user, Can.RUN_DIALOGUE):
        return []
    links = [{"label": label, "url": address(name)} for name, label in DESK]
    return [link for link in links if link["url"]]
