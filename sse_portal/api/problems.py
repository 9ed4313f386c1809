"""Every error of the API as a problem document (RFC 9457, application/problem+json)."""

import logging
import math
import uuid
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import singledispatch
from http import HTTPStatus

import orjson
from django.core import exceptions as django
from django.core.signals import got_request_exception
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions as rest
from rest_framework.settings import api_settings

from sse_portal.basics.problems import Problem

from .parsers import escaped

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
PLAIN = (str, int, float, list, dict, tuple, Decimal, date, uuid.UUID, type(None))
DETAILS = {
    "not-authenticated": gettext_lazy("Sign in, or send a token."),
    "method-not-allowed": gettext_lazy("This address does not take this method."),
    "not-acceptable": gettext_lazy("This address has none of the media types asked for."),
    "unsupported-media-type": gettext_lazy("Send the body as application/json."),
    "throttled": gettext_lazy("Too many requests. Please wait."),
}
log = logging.getLogger(__name__)


@dataclass
class Answer:
    """What a problem document says, before the request's address is added."""

    status: int
    code: str
    detail: str = ""
    errors: list = field(default_factory=list)
    extra: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)


def handle(error, context):
    """Answer any exception of a view. What nobody foresaw is logged and answered 500."""
    request, view = context["request"], context["view"]
    answer = describe(error)
    if answer.status >= 500:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        if answer.status == 500:
            # The signal keeps the error visible to test clients and error reporting.
            got_request_exception.send(sender=type(view), request=request._request)
    return respond(answer, request.path, pointer_root=getattr(view, "pointer_root", ""))


def respond(answer, path, *, pointer_root=""):
    """The HTTP answer of a problem. Values that JSON cannot carry are left out of its extension members."""
    document = {
        "type": f"urn:sse-portal:problem:{answer.code}",
        "title": HTTPStatus(answer.status).phrase,
        "status": answer.status,
        "detail": answer.detail,
        "instance": path,
        "code": answer.code,
    }
    if answer.errors:
        document["errors"] = [_entry(one, pointer_root) for one in answer.errors]
    document = {**_plain(answer.extra), **document}
    body = orjson.dumps(document, default=_readable, option=orjson.OPT_NON_STR_KEYS)
    headers = {"Cache-Control": "no-store", **answer.headers}
    return HttpResponse(body, status=answer.status, content_type=MEDIA_TYPE, headers=headers)


def _readable(value):
    return str(value)


def _plain(extra):
    """The extension members that JSON can carry; a record stays inside."""
    return {name: value for name, value in extra.items() if isinstance(value, PLAIN)}


def _entry(error, pointer_root):
    name = str(error.get("field", ""))
    code, message = str(error.get("code", "invalid")), str(error.get("message", ""))
    entry = {"field": name, "code": code, "message": message}
    if "parameter" in error:
        return {**entry, "parameter": error["parameter"]}
    pointer = error.get("pointer", f"{pointer_root}/{escaped(name)}" if name else "")
    return entry if pointer is None else {**entry, "pointer": pointer}


@singledispatch
def describe(error):
    """The answer to an exception, by its class."""
    return Answer(500, "server-error", _("Something went wrong here. It was noted."))


@describe.register
def foreseen(error: Problem):
    return Answer(error.status, error.code, str(error.message), _errors_of(error), error.extra)


def _errors_of(problem):
    if problem.errors or not problem.field:
        return problem.errors
    entry = {"field": problem.field, "code": problem.code, "message": problem.message}
    # Only a value that is wrong in itself lies in the body; a header or a state of the record does not.
    return [entry if problem.status == 422 else {**entry, "pointer": None}]


@describe.register
def refused_by_framework(error: rest.APIException):
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(error.wait))
    code = code_of(error)
    return Answer(error.status_code, code, str(DETAILS.get(code) or error.detail), headers=headers)


def code_of(error):
    """The framework's code in our spelling: not_authenticated is not-authenticated."""
    return str(error.default_code).replace("_", "-")


@describe.register
def badly_shaped(error: rest.ValidationError):
    errors = list(_flattened(error.get_full_details(), ""))
    return Answer(422, "invalid", _("Some values cannot be accepted."), errors)


def _flattened(details, pointer):
    """One entry per message of a serializer's nested errors, each with the pointer to its value."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {"field": pointer.rpartition("/")[2], "pointer": pointer, **details}
    elif isinstance(details, dict):
        for key, child in details.items():
            own = pointer if key == api_settings.NON_FIELD_ERRORS_KEY else f"{pointer}/{escaped(key)}"
            yield from _flattened(child, own)
    else:
        for child in details:
            yield from _flattened(child, pointer)


@describe.register
def broken_model_rule(error: django.ValidationError):
    messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    errors = [{"field": name, "message": text} for name, texts in messages.items() for text in texts]
    return Answer(422, "invalid", _("Some values cannot be accepted."), errors)


@describe.register
def not_there(error: Http404):
    return Answer(404, "not-found", _("There is nothing at this address, or nothing that you may see."))


@describe.register
def not_allowed(error: django.PermissionDenied):
    return Answer(403, "permission-denied", str(error) or _("You do not have the right to do this."))


@describe.register
def malformed(error: django.BadRequest):
    return Answer(400, "bad-request", _("The request cannot be read."))


@describe.register
def suspicious(error: django.SuspiciousOperation):
    return Answer(400, "bad-request", _("The request cannot be read."))


@describe.register
def too_large(error: django.RequestDataTooBig):
    return Answer(413, "body-too-large", _("The body is too large."))


@describe.register
def still_used(error: ProtectedError | RestrictedError):
    return Answer(409, "still-used", _("Other records refer to this one."))


@describe.register
def contradicts(error: IntegrityError):
    return Answer(409, "conflict", _("This contradicts what is stored already."))


@describe.register
def out_of_range(error: DataError):
    return Answer(400, "out-of-range", _("A value is outside what can be stored."))


@describe.register
def database_busy(error: OperationalError):
    detail = _("The database did not answer in time. Please try again.")
    return Answer(503, "busy", detail, headers={"Retry-After": str(RETRY_SECONDS)})
