"""What somebody follows, and whether they follow the record that a page shows."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.urls import reverse

from sse_portal.basics.text import in_language, language_chosen

from ..models import Committee, Digest, Follow, Meeting
from .addresses import address


@dataclass(frozen=True)
class FollowState:
    """For dialogue/follow_button.html. `may_follow` is false for who is not signed in: `url` leads to the sign-in.

    `feed_url` is the Atom feed of the record, "" when it has none.
    """

    may_follow: bool
    is_followed: bool
    url: str
    feed_url: str


@dataclass(frozen=True)
class Followed:
    """Something that the reader follows; `kind` in words."""

    uid: str
    kind: str
    title: str
    language: str
    url: str
    since: datetime


@dataclass(frozen=True)
class FollowedPage:
    """What is followed, and whether a mail a day is wanted."""

    rows: tuple[Followed, ...]
    is_wanted: bool


def follow_state(record, user):
    """Whether `user` follows a committee, meeting or recommendation, and where that is changed. One query."""
    name = type(record)._meta.model_name
    feed = _feed(name, record)
    if not user.is_authenticated:
        return FollowState(False, False, f"{reverse('account_login')}?next={quote(page_of(record))}", feed)
    is_followed = Follow.objects.of_user(user).filter(**{name: record}).exists()
    act = "unfollow" if is_followed else "follow"
    return FollowState(True, is_followed, reverse(f"dialogue:{act}", args=[name, record.uid]), feed)


def _feed(name, record):
    if name == "committee":
        return reverse("dialogue:committee-news-feed", args=[record.uid])
    if name == "recommendation" and record.code:
        return reverse("dialogue:recommendation-news-feed", args=[record.code])
    return ""


def page_of(record):
    """The address of a committee, meeting, recommendation or consultation; "" as long as it has none."""
    name = type(record)._meta.model_name
    return address(f"{name}-detail", getattr(record, "code", None) or record.uid)


def title_of(record):
    """The title of the same by language, led by its code."""
    words = record.name if isinstance(record, Committee) else record.title
    code = getattr(record, "code", None)
    return {key: f"{code} {text}" for key, text in words.items()} if code else words


def followed_page(user, language):
    """What the user follows and may still know, the newest first."""
    digest = Digest.objects.of_user(user).first()
    follows = Follow.objects.of_user(user).of_known(user).with_records().newest_first()
    return FollowedPage(tuple(_row(each, language) for each in follows), digest.is_wanted if digest else True)


def _row(follow, language):
    record = follow.committee or follow.meeting or follow.recommendation
    title = title_of(record)
    note = record.committee.name if isinstance(record, Meeting) else {}
    text = " · ".join(filter(None, (in_language(title, language), in_language(note, language))))
    return Followed(
        str(follow.uid), str(record._meta.verbose_name), text, language_chosen(title, language), page_of(record),
        follow.created_at,
    )  # fmt: skip
