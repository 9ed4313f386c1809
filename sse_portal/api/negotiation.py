from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation

from .parameters import BadParameter


class Negotiation(DefaultContentNegotiation):
    """`?format=` before the Accept header; a format that an address does not have is a bad parameter."""

    def filter_renderers(self, renderers, format):
        try:
            return super().filter_renderers(renderers, format)
        except Http404:
            known = ", ".join(sorted(renderer.format for renderer in renderers))
            message = _("This address has no such format. Known: %(known)s.") % {"known": known}
            raise BadParameter("format", message, code="unknown-format") from None
