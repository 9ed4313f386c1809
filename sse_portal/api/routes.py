"""The addresses of the API, from what the apps registered."""

from django.urls import include, path, re_path, register_converter
from django.urls.converters import StringConverter
from django.utils.module_loading import import_string
from rest_framework.routers import SimpleRouter

from . import registry, views


class Code(StringConverter):
    """A code in an address: nothing that a database would stumble over."""

    regex = "[A-Za-z0-9][A-Za-z0-9:_.-]{0,39}"


register_converter(Code, "code")


def routes():
    """URL patterns: every registered view set, root, schema, documentation, and what is not there."""
    router = SimpleRouter(use_regex_path=False)
    for registration in registry.registered():
        router.register(registration.prefix, import_string(registration.viewset), basename=registration.name)
    return [
        path("", views.Root.as_view({"get": "addresses"}), name="root"),
        path("schema/", views.Description.as_view({"get": "retrieve"}), name="schema"),
        path("docs/", views.docs, name="docs"),
        path("", include(router.urls)),
        re_path(r"^", views.nothing_here),
    ]
