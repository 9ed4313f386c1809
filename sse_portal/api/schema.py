"""The OpenAPI description, drawn from the same declarations that the views run on."""

import inspect
from functools import cache

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS

from .permissions import Anybody, ReadAnybody

SUMMARIES = {
    "list": "List {nouns}",
    "retrieve": "Read one of the {nouns}",
    "create": "Add to the {nouns}",
    "partial_update": "Change one of the {nouns}",
}
FORMAT = "The whole result as a file instead of a page: {}. A file takes no `limit`, `cursor` or `count`."
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the version you change. Missing: 428. Changed since: 412, with both versions.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag you hold; 304 when it is still right.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 100 visible ASCII characters, new for each record; or send `id` in the body. "
    "A repeat answers 200 with the first result; the same key with another body 409.",
)
ID = OpenApiParameter(
    "id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The public identifier of the record."
)
NOTES = {
    400: "The query, a header or the body cannot be read; `errors` names the place.",
    401: "No valid token or session, where one is needed or was sent.",
    403: "The caller may not do this.",
    404: "There is no such record, or none that the caller may see.",
    409: "It contradicts what is stored, or the Idempotency-Key was used for something else.",
    410: "The release was withdrawn; `detail` says why.",
    412: "Somebody changed the record: `current` is how it is now, `yours` what you sent.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    422: "Values break a rule; `errors` has an entry for each, with a JSON pointer.",
    428: "If-Match is missing.",
    429: "Too many requests; Retry-After says how many seconds to wait.",
}


class ProblemError(serializers.Serializer):
    field = serializers.CharField(
        help_text="Name of the field, header or parameter; may be empty.", allow_blank=True
    )
    code = serializers.CharField(help_text="Machine-readable and stable.")
    message = serializers.CharField(help_text="For people, in the language of Accept-Language.")
    pointer = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="JSON pointer (RFC 6901) into the body; empty: the whole body.",
    )
    parameter = serializers.CharField(required=False, help_text="The query parameter at fault.")


class Problem(serializers.Serializer):
    """A problem document (RFC 9457)."""

    type = serializers.CharField(help_text="urn:sse-portal:problem:<code>.")
    title = serializers.CharField(help_text="The HTTP status in words.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What is wrong, for people.", allow_blank=True)
    instance = serializers.CharField(help_text="The path that was asked for.")
    code = serializers.CharField(help_text="Machine-readable and stable.")
    errors = ProblemError(many=True, required=False, help_text="One entry per place.")


@cache
def page_of(row):
    """The serializer that documents a page of rows."""
    name = row.__name__.removesuffix("Row") + "Page"
    fields = {
        "results": row(many=True, help_text="The rows of the page."),
        "next": serializers.URLField(allow_null=True, help_text="The next page; null on the last one."),
        "count": serializers.IntegerField(
            required=False, help_text="With ?count=true: rows, at most 10,000."
        ),
        "count_is_exact": serializers.BooleanField(
            required=False, help_text="False: there are more than `count`."
        ),
    }
    return inline_serializer(name, fields)


class Schema(AutoSchema):
    """Reads what a Resource declares: `takes`, `bodies`, `answers`, `row`, permissions and docstrings."""

    def get_operation_id(self):
        name = getattr(self.view, "basename", None) or self._noun()
        return f"{name.replace('-', '_')}_{self.view.action}"

    def is_excluded(self):
        return not getattr(self.view, "is_described", True)

    def _noun(self):
        return (self._tokenize_path() or ["root"])[0]

    def get_tags(self):
        return [self._noun()]

    def _is_list_view(self, serializer=None):
        # Pages are described as the objects they are.
        return False

    def _is_of_rows(self):
        """One of the acts that all lists share; an answer of its own shape is told of by its view."""
        return self.view.action in SUMMARIES and self.view.action not in self.view.answers

    def get_summary(self):
        if self._is_of_rows():
            return SUMMARIES[self.view.action].format(nouns=self._noun().replace("-", " "))
        return self._action_doc().partition("\n")[0].rstrip(".")

    def get_description(self):
        return self._action_doc() or inspect.getdoc(type(self.view)) or ""

    def _action_doc(self):
        if self._is_of_rows():
            return ""
        return inspect.getdoc(getattr(self.view, self.view.action)) or ""

    def get_auth(self):
        """A token or a session; {} where none is needed."""
        classes = {type(permission) for permission in self.view.get_permissions()}
        free = Anybody in classes or ReadAnybody in classes and self.method in SAFE_METHODS
        return [*super().get_auth(), {}] if free else super().get_auth()

    def get_override_parameters(self):
        found = [_documented(parameter) for parameter in self.view.parameters()]
        found += [ID] if "{id}" in self.path else []
        found += self._path_parameters()
        found += [self._format_parameter()] if self._exports() else []
        return found + self._header_parameters()

    def _path_parameters(self):
        described = getattr(self.view, "path_parameters", {})
        return [
            OpenApiParameter(name, kind, OpenApiParameter.PATH, description=description)
            for name, (kind, description) in described.items()
            if f"{{{name}}}" in self.path
        ]

    def _header_parameters(self):
        if self.method == "GET":
            return [IF_NONE_MATCH]
        if self.view.action == "create":
            return [IDEMPOTENCY_KEY]
        return [IF_MATCH] if self._edits() else []

    def _edits(self):
        return self.view.action in getattr(self.view, "versioned", ())

    def _exports(self):
        return [renderer for renderer in self.view.get_renderers() if renderer.format != "json"]

    def _get_format_parameters(self):
        return []

    def _format_parameter(self):
        names = [renderer.format for renderer in self._exports()]
        return OpenApiParameter(
            "format",
            str,
            OpenApiParameter.QUERY,
            enum=["json", *names],
            description=FORMAT.format(", ".join(names)),
        )

    def get_request_serializer(self):
        return self.view.bodies.get(self.view.action)

    def get_response_serializers(self):
        answers = {(status, "application/json"): body for status, body in self._answers().items()}
        for renderer in self._exports():
            kind = OpenApiTypes.BINARY if renderer.format == "xlsx" else OpenApiTypes.STR
            answers[200, renderer.media_type] = kind
        problems = {
            (status, "application/problem+json"): OpenApiResponse(Problem, NOTES[status])
            for status in self._problems()
        }
        return {**answers, **problems}

    def _answers(self):
        action = self.view.action
        row = getattr(self.view, "described_row", None) or getattr(self.view, "row", None)
        if action in self.view.answers:
            return {200: self.view.answers[action]}
        if action == "list":
            return {200: OpenApiResponse(page_of(row), "A page.")}
        if action == "create":
            return {
                201: OpenApiResponse(row, "Created."),
                200: OpenApiResponse(row, "A repeat: the first result."),
            }
        moved = self.view.moved if action == "retrieve" else ""
        moves = {301: OpenApiResponse(None, moved)} if moved else {}
        return {200: OpenApiResponse(row, "The record, with its ETag."), **moves}

    def _problems(self):
        statuses = {400, 401, 403, 429, *getattr(self.view, "further_problems", ())}
        statuses |= {404} if "{" in self.path else set()
        statuses |= {413, 415, 422} if self.method not in SAFE_METHODS else set()
        statuses |= {409} if self.view.action == "create" or self._edits() else set()
        statuses |= {412, 428} if self._edits() else set()
        return sorted(statuses)


def _documented(parameter):
    schema = parameter.schema()
    # A list is one value with commas: a parameter that is given twice is refused.
    shape = {"style": "form", "explode": False} if schema["type"] == "array" else {}
    return OpenApiParameter(
        parameter.name,
        schema,
        OpenApiParameter.QUERY,
        required=parameter.required,
        description=parameter.description,
        **shape,
    )


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "sse_portal.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "A token from your profile page."}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "sse_portal.api.authentication.Session"
    name = "session"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The signed-in browser; unsafe methods also send X-CSRFToken.",
        }
