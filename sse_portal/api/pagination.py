"""Keyset pages: the cost of the thousandth page is that of the first, and rows do not jump between pages."""

import base64
import binascii
import hmac
import json
from hashlib import sha256, shake_256

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from sse_portal.basics.text import UncleanText, clean_json

from .parameters import BadParameter, Flag, Parameter, Whole

DEFAULT_LIMIT, MAX_LIMIT = 100, 500
COUNTED_UP_TO = 10_000
MAX_CURSOR = 2_000
BIGGEST_ID = 2**63 - 1
BY_NAME = ("name", "id")
TAG = 16  # bytes by which we know a cursor of ours

LIMIT = Whole(
    "limit", f"Rows per page, 1 to {MAX_LIMIT}.", default=DEFAULT_LIMIT, least=1, greatest=MAX_LIMIT
)
CURSOR = Parameter("cursor", "Where the page begins: take it from the `next` link.", most=MAX_CURSOR)
COUNT = Flag(
    "count",
    f"Also count the rows, up to {COUNTED_UP_TO:,}; `count_is_exact` is false beyond that.",
    default=False,
)
PAGE_PARAMETERS = (LIMIT, CURSOR, COUNT)


def encode(values):
    """The cursor that names the row with these order values; the same for the same row.

    It is sealed: gaps between the database's keys would tell how many rows a reader does not see.
    """
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    tag = _tag(text)
    return base64.urlsafe_b64encode(tag + _veiled(tag, text)).decode().rstrip("=")


def decode(cursor, kinds):
    """The order values in a cursor; BadParameter unless they are of the `kinds` (str or int) expected."""
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = clean_json(json.loads(_opened(sealed)))
    except (ValueError, binascii.Error, RecursionError, UncleanText):
        values = None
    if not isinstance(values, list) or [type(value) for value in values] != list(kinds):
        raise BadParameter("cursor", _("This cursor is not one of ours; follow the “next” link."))
    if any(isinstance(value, int) and abs(value) > BIGGEST_ID for value in values):
        raise BadParameter("cursor", _("This cursor is out of range."))
    return values


def _opened(sealed):
    """The text in a sealed cursor; ValueError when it is not one of ours."""
    tag, text = sealed[:TAG], _veiled(sealed[:TAG], sealed[TAG:])
    if not hmac.compare_digest(tag, _tag(text)):
        raise ValueError("not sealed by this portal")
    return text.decode()


def _tag(text):
    return hmac.digest(_key("tag"), text, "sha256")[:TAG]


def _veiled(tag, data):
    """The data under a stream of bytes that only the tag and our secret give; twice veiled is unveiled."""
    stream = shake_256(_key("veil") + tag).digest(len(data))
    return bytes(one ^ other for one, other in zip(data, stream, strict=True))


def _key(purpose):
    return sha256(f"cursor {purpose} {settings.SECRET_KEY}".encode()).digest()


def after(queryset, order, values):
    """The rows behind the one with these order values. `order` is one or two fields, the last unique.

    Written as `name >= ? AND (name > ? OR (name = ? AND id > ?))`: without the first half, which Django's own
    idiom lacks, the database scans the index from its start.
    """
    if len(order) == 1:
        return queryset.filter(**{f"{order[0]}__gt": values[0]})
    (first, last), (key, tie) = order, values
    return queryset.filter(**{f"{first}__gte": key}).filter(
        Q(**{f"{first}__gt": key}) | Q(**{first: key, f"{last}__gt": tie})
    )


def page_by_name(found, columns, *, searched, cursor=None, size):
    """([values of `columns`, …], the cursor of the next page or None) of a list in the order of the names.

    `name` is one of the columns. The hits of a search, `searched`, have a `place` in its index, and come in that order
    when they fill more than a page. BadParameter for a cursor that is not ours.
    """
    order, kinds = (("place",), (int,)) if searched else (BY_NAME, (str, int))
    ordered = found.order_by(*order)
    if cursor:
        ordered = after(ordered, order, decode(cursor, kinds))
    values = list(ordered.values_list(*columns, *order)[: size + 1])
    more = encode(list(values[size - 1][len(columns) :])) if len(values) > size else None
    if not more and not cursor:
        name = columns.index("name")
        values.sort(key=lambda row: (row[name], row[-1]))
    return [value[: len(columns)] for value in values[:size]], more


def page_from_newest(found, *, cursor=None, size):
    """([record, …], the cursor of the next page or None), the newest first, by the keys of the database.

    BadParameter for a cursor that is not ours.
    """
    ordered = found.order_by("-id")
    if cursor:
        ordered = ordered.filter(id__lt=decode(cursor, (int,))[0])
    records = list(ordered[: size + 1])
    more = encode([records[size - 1].pk]) if len(records) > size else None
    return records[:size], more


def bounded_count(queryset):
    """(number of rows up to 10,000, whether that is all of them)."""
    found = queryset.order_by().values("pk")[: COUNTED_UP_TO + 1].count()
    return min(found, COUNTED_UP_TO), found <= COUNTED_UP_TO


def kinds_of(model, order):
    """What the order fields hold, as a cursor carries them: int or str."""
    numbers = (
        "BigAutoField",
        "AutoField",
        "IntegerField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
    )
    kinds = (model._meta.get_field(name).get_internal_type() for name in order)
    return tuple(int if kind in numbers else str for kind in kinds)
