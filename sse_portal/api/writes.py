"""Creating once and editing what one saw: the two halves of every write through the API."""

import re
from contextlib import contextmanager

from django.utils.translation import gettext as _

from sse_portal.basics.problems import Invalid, Problem
from sse_portal.records.services import StaleVersion, once

from .conditional import answer, version_of
from .parameters import BadParameter, Day, Uid

_KEY = re.compile(r"[\x21-\x7e]{1,100}")


class KeyMissing(Problem):
    """Without a key a repeated request would make a second record."""

    code, field, status = "idempotency-key-missing", "Idempotency-Key", 400


class KeyUnreadable(Problem):
    code, field, status = "idempotency-key-unreadable", "Idempotency-Key", 400


def body_of(request, known, *, required=()):
    """The body as a dictionary of known keys; Invalid names the unknown and the missing ones."""
    body = request.data
    if not isinstance(body, dict):
        raise Invalid(_("The body must be a JSON object."))
    errors = [
        _error(name, "unknown-field", _("There is no such field.")) for name in body if name not in known
    ]
    errors += [
        _error(name, "required", _("This field is required.")) for name in required if name not in body
    ]
    if errors:
        raise Invalid(_("Some values cannot be accepted."), errors=errors)
    return body


def _error(name, code, message):
    return {"field": name, "pointer": f"/{name}", "code": code, "message": message}


def misshapen(name, message):
    """The problem of one body field that has the wrong type."""
    return Invalid(message, errors=[_error(name, "wrong-type", message)])


def object_of(body, name):
    """The JSON object at `name`, {} when it is missing."""
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise misshapen(name, _("This must be a JSON object."))
    return value


def text_of(body, name, *, most=1000):
    """The text at `name`, "" when it is missing."""
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise misshapen(name, _("This must be text of at most %(most)d characters.") % {"most": most})
    return value


def day_of(body, name):
    """The calendar day at `name` (ISO 8601), None when it is missing."""
    return _typed(body, name, Day(name, ""), _("This must be a day such as 2026-11-24."))


def uid_of(body, name):
    """The UUID at `name`, None when it is missing."""
    return _typed(body, name, Uid(name, ""), _("This must be a UUID."))


def _typed(body, name, parameter, message):
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise misshapen(name, message)
    try:
        return parameter.read(value)
    except BadParameter as problem:
        raise misshapen(name, message) from problem


def key_of(request, body):
    """The caller's key for this record, from Idempotency-Key, or from `id` in the body."""
    key = request.headers.get("Idempotency-Key", "")
    if key and not _KEY.fullmatch(key):
        raise KeyUnreadable(_("An Idempotency-Key has 1 to 100 visible ASCII characters."))
    uid = uid_of(body, "id")
    if not key and uid is None:
        raise KeyMissing(_("Send an Idempotency-Key header, or an “id” (UUID) in the body."))
    return key or str(uid)


class Creates:
    """POST to the list. A subclass gives `act` and `make(by, uid, body)`, which calls the service."""

    act = ""

    def create(self, request):
        body = body_of(request, self.bodies["create"]().fields, required=self.required_fields())
        key = key_of(request, body)
        uid, is_new = once(
            by=request.user,
            key=key,
            act=self.act,
            content=body,
            create=lambda: self.make(request.user, uid_of(body, "id"), body),
        )
        return self.written(request, uid, status=201 if is_new else 200)

    def required_fields(self):
        fields = self.bodies["create"]().fields.items()
        return [name for name, field in fields if field.required]

    def make(self, by, uid, body):
        raise NotImplementedError

    def written(self, request, uid, *, status=200):
        """The record as it is now, with its address and ETag."""
        row = self.one(self.visible(), {"uid": uid})
        self.audit("read", rows=1, record=uid)
        address = request.build_absolute_uri(
            f"{request.path.partition(self.basename)[0]}{self.basename}/{uid}/"
        )
        headers = {"Location": address} if status == 201 else {}
        return answer(
            request,
            row,
            status=status,
            version=row["version"],
            restricted=self.is_restricted(),
            headers=headers,
        )


class Changes:
    """PATCH and other acts on a record. The actions that need If-Match are named in `versioned`."""

    versioned = ("partial_update",)

    @contextmanager
    def edit(self, request, body):
        """(record, version that the caller saw); after another edit, both versions are in the problem."""
        record = self.record()
        try:
            yield record, version_of(request)
        except StaleVersion as problem:
            current = self.one(self.visible(), self.key())
            self.audit("read", rows=1, record=current["id"])
            raise StaleVersion(
                problem.message, current=current, yours=body, version=current["version"]
            ) from problem
