"""Following a committee, a meeting or a recommendation, and the mail a day about it.

Whom somebody follows is their own affair: it stands in no history, and nobody else is shown it.
"""

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from sse_portal.basics.problems import Problem

from ..models import Committee, Digest, Follow, Happening, Meeting, Recommendation

FOLLOWED = {"committee": Committee, "meeting": Meeting, "recommendation": Recommendation}
SALT = "dialogue.digest"


class BadStopLink(Problem):
    """The link that stops the mails was changed on its way, or its account is no more."""

    code, status = "bad-link", 403


class NotKnown(Problem):
    """There is no such record, or the follower may not know of it."""

    code, status = "not-known", 422


def kind_of(record):
    """The name by which a record is followed: committee, meeting or recommendation."""
    return next(name for name, model in FOLLOWED.items() if isinstance(record, model))


@transaction.atomic
def follow(*, by, record, uid=None):
    """`by` wants to be told of a record from now on. Twice is once. Returns the Follow; NotKnown, PermissionDenied."""
    if not by.is_authenticated:
        raise PermissionDenied
    name = kind_of(record)
    if not FOLLOWED[name].objects.visible_to(by).filter(pk=record.pk).exists():
        raise NotKnown(field=name)
    Digest.objects.get_or_create(user=by, defaults={"told_until": newest_key()})
    found, _is_new = Follow.objects.get_or_create(
        user=by, **{name: record}, defaults={"uid": uid} if uid else {}
    )
    return found


def unfollow(*, by, record):
    """`by` is told of it no more."""
    Follow.objects.of_user(by).filter(**{kind_of(record): record}).delete()


def end_follow(*, by, follow):
    """The same, by the Follow itself. PermissionDenied for somebody else's."""
    if follow.user_id != by.pk:
        raise PermissionDenied
    follow.delete()


@transaction.atomic
def change_digest(*, by, is_wanted):
    """Whether the mails are wanted. What happened while they were not is not made up for."""
    digest, _is_new = Digest.objects.get_or_create(user=by, defaults={"told_until": newest_key()})
    if is_wanted and not digest.is_wanted:
        digest.told_until, digest.looked_at = newest_key(), timezone.now()
    digest.is_wanted = is_wanted
    digest.save()
    return digest


def newest_key():
    """The key of the last happening so far; 0 before the first one."""
    return Happening.objects.newest_first().values_list("pk", flat=True).first() or 0


def stop_token(user):
    """What the link that stops the mails carries. It works for good, and for nothing else."""
    return signing.dumps(str(user.uid), salt=SALT)


def digest_of_link(token):
    """The digest that a link stops; BadStopLink when it is none of ours."""
    try:
        uid = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise BadStopLink from error
    digest = Digest.objects.filter(user__uid=uid).first()
    if digest is None:
        raise BadStopLink
    return digest


def stop_mails(*, token):
    """End the mails of the account that a link belongs to, without sign-in (RFC 8058). BadStopLink."""
    Digest.objects.filter(pk=digest_of_link(token).pk).update(is_wanted=False)
