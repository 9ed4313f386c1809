"""The API's own addresses: where to begin, its description, and its documentation for people."""

from functools import cache

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from . import permissions, registry
from .conditional import answer, kept, vary
from .problems import Answer, describe, respond
from .renderers import Json
from .rows import Resource

METHODS = ("get", "post", "patch", "put", "delete")


class Addresses(serializers.Serializer):
    """The lists that there are, by name, and where they are described."""

    resources = serializers.DictField(child=serializers.URLField(), help_text="Address of each list.")
    schema = serializers.URLField(help_text="This API in OpenAPI 3.1.")
    docs = serializers.URLField(help_text="Its documentation for people.")


class Root(Resource):
    """Where to begin."""

    permission_classes = [permissions.Anybody]
    answers = {"addresses": Addresses}

    def addresses(self, request):
        """The addresses of everything else."""
        names = [each.name for each in registry.registered() if not each.is_nested]
        addresses = {
            "resources": {name: request.build_absolute_uri(reverse(f"api:{name}-list")) for name in names},
            "schema": request.build_absolute_uri(reverse("api:schema")),
            "docs": request.build_absolute_uri(reverse("api:docs")),
        }
        return answer(request, addresses)


@cache
def described():
    """The OpenAPI document. It is the same for everybody and changes by deployment only."""
    with override("en"):
        return SchemaGenerator().get_schema(request=None, public=True)


@cache
def described_in_yaml():
    return OpenApiYamlRenderer().render(described(), renderer_context={})


class Yaml(BaseRenderer):
    media_type = "application/yaml"
    format = "yaml"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return Json().render(data)


class Description(Resource):
    """This API in OpenAPI 3.1."""

    permission_classes = [permissions.Anybody]
    renderer_classes = [Json, Yaml]
    is_described = False

    def retrieve(self, request):
        if request.accepted_renderer.format != "yaml":
            return answer(request, described())
        headers = {"Cache-Control": kept(request, restricted=False)}
        return vary(HttpResponse(described_in_yaml(), content_type="application/yaml", headers=headers))


@require_safe
def docs(request):
    """The documentation: a table of all operations that needs no JavaScript, and a console that does."""
    example = request.build_absolute_uri(reverse("api:legal-forms-list"))
    context = {
        "groups": _groups(),
        "address": reverse("api:schema"),
        "first": f'curl "{example}?country=KH&format=csv"',
    }
    return render(request, "api/docs.html", context)


@cache
def _groups():
    """[(resource, [{"method", "path", "summary", "parameters"}])] in the order of the document."""
    groups = {}
    for path, operations in described()["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                groups.setdefault(operation["tags"][0], []).append(_line(method, path, operation))
    return list(groups.items())


def _line(method, path, operation):
    query = [parameter for parameter in operation.get("parameters", []) if parameter["in"] == "query"]
    return {
        "method": method.upper(),
        "path": path,
        "id": operation["operationId"],
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": query,
    }


@csrf_exempt
def nothing_here(request):
    """404 as a problem document for every other address under the API."""
    problem = describe(Http404())
    if not request.path.endswith("/"):
        problem = Answer(404, "not-found", _("There is nothing at this address. Addresses end with a slash."))
    return respond(problem, request.path)
