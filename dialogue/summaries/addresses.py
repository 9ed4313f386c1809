"""Addresses of pages that another part of the dialogue serves."""

from django.urls import NoReverseMatch, reverse


def address(name, *arguments):
    """The address of a page of the dialogue; "" as long as no part serves it."""
    try:
        return reverse(f"dialogue:{name}", args=arguments)
    except NoReverseMatch:
        return ""
