"""What the page frame needs on every page, as `frame`; each part is computed only when a template asks."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries

from . import navigation, sample


@dataclass(frozen=True)
class CountryLink:
    """A country in the menu: its ISO code, its name in the reader's language, its profile."""

    iso2: str
    name: str
    url: str
    current: str


class Site:
    """The frame of one request."""

    def __init__(self, request):
        self._user = getattr(request, "user", None)
        self.path = request.path
        self.full_path = request.get_full_path()

    @cached_property
    def is_sample(self):
        """Does the portal hold synthetic data? Then every page says so."""
        return sample.is_loaded()

    @property
    def languages(self):
        """Pairs of code and the language's own name."""
        return settings.LANGUAGES

    @cached_property
    def countries(self):
        """The countries of the project, by name in the reader's language."""
        links = [self._country_link(country) for country in summaries.countries()]
        return sorted(links, key=lambda link: link.name)

    @cached_property
    def navigation(self):
        """The menu entries this reader may see."""
        return navigation.links_for(self._user, self.path)

    def _country_link(self, country: Any):
        url = reverse("pages:country", args=[country.iso2.lower()])
        name = in_language(country.names, get_language())
        return CountryLink(country.iso2, name, url, navigation.current_mark(url, self.path))


def site(request):
    """Context processor: `frame` for the page frame (the sign-in pages already have a `site`)."""
    return {"frame": Site(request)}
