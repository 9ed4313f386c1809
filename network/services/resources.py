"""The library: resources are registered, changed, published and withdrawn; each act tells harvesters what is new."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, stale, update_record
from sse_portal.records.storing import NO_FILE, discard_file, read_upload
from sse_portal.records.tags import set_tags

from ..models import Resource
from .common import require_keeper
from .harvest import note_resource
from .resource_values import OWN_LICENCE, accept, search_text, tags_of

State = Resource.State


class AlreadyPublished(Conflict):
    """It is published."""

    code = "already-published"


class NotPublished(Conflict):
    """Only what is published is withdrawn."""

    code = "not-published"


class NothingToHave(Conflict):
    """Without a file and without a link there is nothing to read."""

    code, field = "nothing-to-have", "link"


class RightsMissing(Conflict):
    """Nobody may use what has no licence and no word about the rights."""

    code, field = "rights-missing", "licence"


class ReasonMissing(Problem):
    """This act is only done with a reason."""

    code, field, status = "reason-missing", "reason", 422


@transaction.atomic
def register_resource(*, by, values, file=None, uid=None, is_sample=False):
    """Put a resource into the library as a draft; only a title is needed.

    `values` are raw, by the names of `resource_values.FIELDS`, TAGS and `publisher` (a public identifier); `file` is
    a Django File. Raises Invalid with every value that cannot be accepted, BadFile, UidTaken.
    """
    accepted = accept(by=by, values=values, complete=True)
    require_keeper(by, accepted.columns["country_id"])
    resource = Resource(is_sample=is_sample, **accepted.columns, **_kept(file))
    if uid:
        resource.uid = uid
    resource.text_folded = search_text(resource, accepted.tags)
    try:
        with transaction.atomic():
            resource.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    set_tags(resource, accepted.tags)
    told = {name: value for name, value in _told(accepted, file).items() if value not in (None, "", [], {})}
    remember("registered", resource, by=by, country=resource.country_id, after=told)
    return resource


def _kept(file):
    return read_upload(file) if file else {}


def _told(accepted, file):
    """What the history says of the values."""
    columns = dict(accepted.columns)
    if publisher := columns.pop("publisher", None):
        columns["publisher"] = publisher.uid
    return (
        columns
        | {scheme: codes for scheme, codes in accepted.tags.items() if codes}
        | ({"file": file.name} if file else {})
    )


@transaction.atomic
def change_resource(*, by, resource, values, version, file=None, without_file=False, reason=""):
    """Change what is said of a resource, or replace its file, or take the file away.

    What was replaced is gone for good once this is committed. Raises Invalid, BadFile, NothingToHave, RightsMissing,
    StaleVersion.
    """
    require_keeper(by, resource.country_id)
    accepted = accept(by=by, values=values)
    country = accepted.columns.get("country_id", resource.country_id)
    require_keeper(by, country)
    columns = _columns(accepted.columns) | (_kept(file) or (NO_FILE if without_file else {}))
    _refuse_emptied(resource, columns)
    version = _retag(by, resource, accepted.tags, version)
    if "file" in columns:
        discard_file(resource)
    update_record(resource, columns, by=by, version=version, country=country, reason=reason)
    _refold(resource)
    note_resource(resource)
    return resource


def _columns(columns):
    """The publisher by its key, as an update takes it and the history can tell it."""
    columns = dict(columns)
    if "publisher" in columns:
        publisher = columns.pop("publisher")
        columns["publisher_id"] = publisher.pk if publisher else None
    return columns


def _refuse_emptied(resource, columns):
    """What is published stays something to have, with a word on the rights."""
    if resource.state == State.PUBLISHED:
        names = ("file", "link", "licence", "rights")
        _require_complete({name: columns.get(name, getattr(resource, name)) for name in names})


def _require_complete(facts):
    """NothingToHave or RightsMissing unless these facts are enough to publish."""
    if not facts["file"] and not facts["link"]:
        raise NothingToHave(_("Give a file or a link: without one there is nothing to read."))
    if not facts["rights"] and (not facts["licence"] or facts["licence"].startswith(OWN_LICENCE)):
        raise RightsMissing(_("Choose a licence, or say in words what others may do with it."))


def _retag(by, resource, tags, version):
    """Set the tags of the given schemes; whoever read the former ones holds an old version. Returns the new one."""
    before = tags_of(resource)
    changed = {scheme: codes for scheme, codes in tags.items() if codes != before[scheme]}
    if not changed:
        return version
    now = timezone.now()
    rows = Resource.objects.filter(pk=resource.pk, version=version)
    if not rows.update(version=F("version") + 1, updated_at=now):
        raise stale(resource)
    set_tags(resource, before | changed)
    remember(
        "tagged", resource, by=by, country=resource.country_id, after=changed,
        before={scheme: before[scheme] for scheme in changed},
    )  # fmt: skip
    resource.version, resource.updated_at = version + 1, now
    return resource.version


def _refold(resource):
    """Bring the text that searches compare up to date: it follows from the rest and is not told in the history."""
    text = search_text(resource, tags_of(resource))
    if text != resource.text_folded:
        resource.text_folded = text
        Resource.objects.filter(pk=resource.pk).update(text_folded=text)


@transaction.atomic
def publish_resource(*, by, resource, version):
    """Let a resource be found by those who may see it; the day of its first publication stays.

    Raises AlreadyPublished, NothingToHave, RightsMissing, StaleVersion.
    """
    require_keeper(by, resource.country_id)
    if resource.state == State.PUBLISHED:
        raise AlreadyPublished(_("It is published already."))
    _require_complete({name: getattr(resource, name) for name in ("file", "link", "licence", "rights")})
    values = {"state": State.PUBLISHED.value, "published_at": resource.published_at or timezone.now()}
    return _set(by, resource, values, version, "published")


@transaction.atomic
def withdraw_resource(*, by, resource, version, reason):
    """Take a resource off the library, for a reason that the history keeps. Harvesters are told that it is gone."""
    require_keeper(by, resource.country_id)
    if resource.state != State.PUBLISHED:
        raise NotPublished(_("It is not published."))
    reason = clean_text(reason or "", limit=1000, field="reason")
    if not reason:
        raise ReasonMissing(_("Say why."))
    return _set(by, resource, {"state": State.WITHDRAWN.value}, version, "withdrawn", reason)


def _set(by, resource, values, version, act, reason=""):
    update_record(
        resource, values, by=by, version=version, act=act, country=resource.country_id, reason=reason
    )
    note_resource(resource)
    return resource
