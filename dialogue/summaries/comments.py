"""Comments as pages and the report show them: a name only when its owner wants it, an e-mail address never."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from network.summaries.choosing import choosable
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.api.pagination import page_from_newest
from sse_portal.basics.text import in_language, language_chosen

from ..models import Comment
from ..services.comments import has_many_links
from ..services.common import may_run

PAGE = 50
TONES = {
    "support": ("good", "check-circle"), "change": ("info", "pencil"), "oppose": ("bad", "cross-circle"),
    "neutral": ("quiet", "info"),
}  # fmt: skip
ANSWER_TONES = {
    "taken_up": ("good", "check-circle"), "partly": ("info", "check"), "not_taken_up": ("plum", "minus-circle"),
    "noted": ("quiet", "info"),
}  # fmt: skip


@dataclass(frozen=True)
class CommentRow:
    """A comment in words. `author` is empty when no name is to be shown; the answer is empty before the report.

    `waits`: only its author and the secretariat see it yet.
    """

    uid: str
    version: int
    anchor: str
    text: str
    language: str
    at: datetime
    author: str
    on_behalf_of: str
    position: str
    position_label: str
    tone: str
    icon: str
    waits: bool
    disposition: str
    disposition_label: str
    answer_tone: str
    answer_icon: str
    reason: str
    reason_language: str


@dataclass(frozen=True)
class QueueRow:
    """A comment as the secretariat works on it; `hints` say why one should look twice."""

    row: CommentRow
    part: str
    part_text: str
    part_language: str
    state: str
    state_label: str
    name: str
    has_email: bool
    refusal: str
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Queue:
    rows: tuple[QueueRow, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class Report:
    """“You said, we did”: each shown comment with its answer, and how many there are of each position and answer.

    `counts`: a row for each position: (label, (number for each disposition…), sum); the last one has the sums.
    """

    rows: tuple[QueueRow, ...]
    next_cursor: str | None
    dispositions: tuple[str, ...]
    counts: tuple


def rows_of(comments, consultation, user, language):
    """Comments in words for one reader; the names of their organisations take one query."""
    keys = {each.on_behalf_of_id for each in comments if each.on_behalf_of_id}
    known = choosable(user).among(keys).values_list("pk", "name") if keys else ()
    return _rows(comments, dict(known), _answers_shown(consultation, user), language)


def _answers_shown(consultation, user):
    """The answers are public with the report; before, the secretariat works on them."""
    return bool(consultation.reported_at) or may_run(user, consultation.country_id)


def _rows(comments, names, with_answers, language):
    for each in comments:
        answered = with_answers and each.disposition
        tone, icon = TONES[each.position]
        answer_tone, answer_icon = ANSWER_TONES[each.disposition] if answered else ("", "")
        reason = each.disposition_reason if answered else {}
        yield CommentRow(
            uid=str(each.uid), version=each.version, anchor=each.anchor, text=each.text, language=each.language,
            at=each.created_at, author=each.author_name if each.shows_name else "",
            on_behalf_of=names.get(each.on_behalf_of_id, "") or each.on_behalf_of_name,
            position=each.position, position_label=str(each.get_position_display()), tone=tone, icon=icon,
            waits=each.state == Comment.State.WAITING, disposition=each.disposition if answered else "",
            disposition_label=str(each.get_disposition_display()) if answered else "",
            answer_tone=answer_tone, answer_icon=answer_icon, reason=in_language(reason, language),
            reason_language=language_chosen(reason, language),
        )  # fmt: skip


def queue(consultation, state, user, language, cursor=None):
    """A page of the comments of a consultation in a state, for its secretariat; "answer": shown and not answered.

    BadParameter for a cursor that is not ours.
    """
    found = Comment.objects.of_consultation(consultation)
    found = found.without_answer() if state == "answer" else found.in_state(state)
    read, more = page_from_newest(found, cursor=cursor, size=PAGE)
    return Queue(queue_rows(read, consultation, user, language), more)


def queue_rows(comments, consultation, user, language):
    """Comments as the secretariat sees them, with what hints at spam. Two queries."""
    texts = [each.text for each in comments]
    repeated = Counter(Comment.objects.of_consultation(consultation).with_text_among(texts))
    parts = {part["anchor"]: part for part in consultation.subject}
    rows = rows_of(comments, consultation, user, language)
    return tuple(
        _queued(each, row, parts.get(each.anchor), repeated[each.text], language)
        for each, row in zip(comments, rows, strict=True)
    )


def _queued(comment, row, part, times, language):
    hints = [_("the same text as another comment")] if times > 1 else []
    if has_many_links(comment.text):
        hints.append(_("many links"))
    title = (part or {}).get("title") or {}
    number = comment.anchor.removeprefix("p")
    label = in_language(title, language) or (
        _("Paragraph %(number)s") % {"number": number} if part else _("The whole")
    )
    text = (part or {}).get("text") or {}
    return QueueRow(
        row=row, part=label, part_text=in_language(text, language), part_language=language_chosen(text, language),
        state=comment.state, state_label=str(comment.get_state_display()), name=comment.author_name,
        has_email=bool(comment.author_email), refusal=comment.refusal, hints=tuple(hints),
    )  # fmt: skip


def report(consultation, user, language, cursor=None):
    """The report of a consultation that is published, for a reader who may know the consultation.

    BadParameter for a cursor that is not ours.
    """
    shown = Comment.objects.of_consultation(consultation).shown()
    read, more = page_from_newest(shown, cursor=cursor, size=PAGE)
    rows = queue_rows(read, consultation, user, language)
    numbers = {(position, answer): n for position, answer, n in shown.counted("position", "disposition")}
    answers = Comment.Disposition.values
    counts = [
        _counted(str(Comment.Position(code).label), [numbers.get((code, each), 0) for each in answers])
        for code in Comment.Position.values
    ]
    sums = [sum(column) for column in zip(*(row[1] for row in counts), strict=True)]
    labels = tuple(str(Comment.Disposition(each).label) for each in answers)
    return Report(rows, more, labels, (*counts, _counted(_("All"), sums)))


def _counted(label, numbers):
    return label, tuple(numbers), sum(numbers)


def rows_as_told(uids, known, user):
    """{identifier: what of each comment depends on who asks}, for programs; `known` are the organisations to name.

    Two queries, and the rights of the user.
    """
    run = countries_of(user, Can.RUN_DIALOGUE)
    rows = list(Comment.objects.known_as(uids).select_related("consultation", "on_behalf_of"))
    keys = {each.on_behalf_of_id for each in rows if each.on_behalf_of_id}
    named = dict(known.among(keys).values_list("pk", "name")) if keys else {}
    return {each.uid: _told(each, named, run) for each in rows}


def _told(comment, named, run):
    consultation, organization = comment.consultation, comment.on_behalf_of
    with_answer = consultation.reported_at or run is EVERYWHERE or consultation.country_id in run
    return {
        "name": comment.author_name if comment.shows_name else "",
        "on_behalf_of": organization.uid if organization and organization.pk in named else None,
        "on_behalf_of_name": named.get(comment.on_behalf_of_id, "") or comment.on_behalf_of_name,
        "disposition": comment.disposition if with_answer else "",
        "disposition_reason": comment.disposition_reason if with_answer else {},
    }
