"""The pages that join the three outcomes. No models."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sse_portal.ui.navigation import NavItem
from sse_portal.ui.navigation import register as register_link

from .registry import HOME, PROFILE, Part, Source, register

MAPPING = "sse_portal.pages.parts.mapping"
OVERVIEW = "sse_portal.pages.parts.overview"
FINDING = "sse_portal.pages.parts.finding"

PARTS = (
    Part(
        HOME, "countries", _("Five countries"), 10, "pages/parts/countries.html", f"{OVERVIEW}.countries", 7
    ),
    Part(HOME, "releases", _("Latest releases"), 30, "pages/parts/newest.html", f"{OVERVIEW}.newest", 1),
    Part(HOME, "ways", _("Where to begin"), 90, "pages/parts/ways.html", f"{OVERVIEW}.ways", 0),
    Part(PROFILE, "figures", _("Key figures"), 10, "pages/parts/figures.html", f"{MAPPING}.key_figures", 3),
    Part(
        PROFILE,
        "structure",
        _("Types and activities"),
        20,
        "pages/parts/charts.html",
        f"{MAPPING}.structure",
        2,
    ),
    Part(PROFILE, "regions", _("Regions"), 30, "pages/parts/charts.html", f"{MAPPING}.regions", 2),
    Part(PROFILE, "women", _("Women"), 40, "pages/parts/charts.html", f"{MAPPING}.women", 2),
    Part(
        PROFILE, "practice", _("Practice and needs"), 50, "pages/parts/charts.html", f"{MAPPING}.practice", 2
    ),
    Part(
        PROFILE,
        "definition",
        _("Working definition"),
        60,
        "pages/parts/definition.html",
        f"{MAPPING}.definition",
        2,
    ),
    Part(PROFILE, "forms", _("Legal forms"), 70, "pages/parts/forms.html", f"{MAPPING}.legal_forms", 2),
    Part(
        PROFILE,
        "releases",
        _("Releases and downloads"),
        80,
        "pages/parts/releases.html",
        f"{MAPPING}.releases",
        3,
    ),
)
SOURCES = (
    Source("countries", _("Countries"), 10, f"{FINDING}.countries"),
    Source("entities", _("Organisations"), 20, f"{FINDING}.entities"),
    Source("regions", _("Regions"), 30, f"{FINDING}.regions"),
    Source("forms", _("Legal forms"), 40, f"{FINDING}.legal_forms"),
    Source("indicators", _("Indicators"), 50, f"{FINDING}.indicators"),
    Source("definitions", _("Working definitions"), 60, f"{FINDING}.definitions"),
    Source("releases", _("Releases"), 70, f"{FINDING}.releases"),
)


class PagesConfig(AppConfig):
    name = "sse_portal.pages"
    label = "pages"

    def ready(self):
        for entry in PARTS + SOURCES:
            register(entry)
        register_link(NavItem(_("Search"), "pages:search", order=90))
