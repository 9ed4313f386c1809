"""The pages that join the three outcomes. No models."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sse_portal.ui.navigation import NavItem
from sse_portal.ui.navigation import register as register_link

from .registry import HOME, PROFILE, Part, Source, register

LOADERS = "sse_portal.pages.parts"
# Page, name, title, order, template, loader, queries; the orders leave room for the parts of other outcomes.
PARTS = (
    (HOME, "countries", _("Five countries"), 10, "countries", "overview.countries", 7),
    (HOME, "dialogue", _("Policy dialogue"), 40, "dialogue", "dialogue.region", 1),
    (HOME, "network", _("Regional network"), 50, "network", "network.region", 2),
    (HOME, "releases", _("Latest releases"), 30, "newest", "overview.newest", 1),
    (HOME, "ways", _("Where to begin"), 90, "ways", "overview.ways", 1),
    (PROFILE, "figures", _("Key figures"), 10, "figures", "mapping.key_figures", 3),
    (PROFILE, "structure", _("Types and activities"), 20, "charts", "mapping.structure", 2),
    (PROFILE, "regions", _("Regions"), 30, "charts", "mapping.regions", 2),
    (PROFILE, "women", _("Women"), 40, "charts", "mapping.women", 2),
    (PROFILE, "practice", _("Practice and needs"), 50, "charts", "mapping.practice", 2),
    (PROFILE, "definition", _("Working definition"), 60, "definition", "mapping.definition", 5),
    (PROFILE, "forms", _("Legal forms"), 70, "forms", "mapping.legal_forms", 2),
    (PROFILE, "committees", _("Committees"), 72, "committees", "dialogue.committees", 1),
    (PROFILE, "meetings", _("Next meetings"), 73, "meetings", "dialogue.meetings", 1),
    (PROFILE, "recommendations", _("Recommendations"), 74, "recommendations", "dialogue.recommendations", 1),
    (PROFILE, "partners", _("Partners"), 75, "network", "network.partners", 2),
    (PROFILE, "releases", _("Releases and downloads"), 80, "releases", "mapping.releases", 4),
)
# Name, title, order; the finder has the name of the source.
SOURCES = (
    ("countries", _("Countries"), 10),
    ("entities", _("Organisations"), 20),
    ("regions", _("Regions"), 30),
    ("legal_forms", _("Legal forms"), 40),
    ("indicators", _("Indicators"), 50),
    ("definitions", _("Working definitions"), 60),
    ("releases", _("Releases"), 70),
    ("dialogue", _("Committees, recommendations and decisions"), 15),
    ("network", _("Network: partners and resources"), 25),
)


class PagesConfig(AppConfig):
    name = "sse_portal.pages"
    label = "pages"

    def ready(self):
        for page, name, title, order, template, load, queries in PARTS:
            address, loader = f"pages/parts/{template}.html", f"{LOADERS}.{load}"
            register(Part(page, name, title, order, address, loader, queries))
        for name, title, order in SOURCES:
            register(Source(name, title, order, f"{LOADERS}.finding.{name}"))
        register_link(NavItem(_("Search"), "pages:search", order=90))
