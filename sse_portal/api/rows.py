"""Lists and records as plain rows: one query of named columns, no object per row."""

from functools import cache

from django.http import Http404, StreamingHttpResponse
from django.utils.translation import gettext as _
from rest_framework import serializers, viewsets
from rest_framework.exceptions import MethodNotAllowed

from sse_portal.basics.problems import Problem

from . import parameters, permissions
from .conditional import answer, kept, vary
from .fields import table_columns, table_row, words_among
from .negotiation import Negotiation
from .pagination import PAGE_PARAMETERS, after, bounded_count, decode, encode, kinds_of
from .renderers import EXPORTS, Export, Json, batched
from .schema import Schema

CHUNK = 2_000


class TooManyRows(Problem):
    code, status = "too-many-rows", 400


class Resource(viewsets.ViewSet):
    """What every address shares: strict query, documented parameters, problems with pointers.

    `takes` are the query parameters by action, `bodies` and `answers` the serializers that document what an
    action is sent and gives back.
    """

    permission_classes = [permissions.ReadAnybody]
    content_negotiation_class = Negotiation
    renderer_classes = [Json]
    http_method_names = ["get", "head", "post", "patch"]
    metadata_class = None
    schema = Schema()
    takes = {}
    bodies = {}
    answers = {}
    # Why the address of a record may lead to another one (301), for the description; "": it never does.
    moved = ""
    # Where the field names of a service lie in the body: "/answers".
    pointer_root = ""

    def initial(self, request, *args, **kwargs):
        if self.action in (None, "metadata"):
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)
        self.asked = parameters.read(_without_format(request), self.parameters())

    def parameters(self):
        """The query parameters of the action that runs."""
        return self.takes.get(self.action, ())


def _without_format(request):
    """The query without `format`, which the negotiation has read; given twice it stays, to be refused."""
    query = request.query_params.copy()
    if len(query.getlist("format")) == 1:
        del query["format"]
    return query


@cache
def columns_of(row):
    """((name, path in the query), …) of a row's serializer, in its order; source "*" is joined later."""
    fields = fields_of(row).items()
    return tuple((name, field.source.replace(".", "__")) for name, field in fields if field.source != "*")


@cache
def fields_of(row):
    """{name: field} of a row's serializer."""
    return dict(row().fields)


@cache
def words_of(row):
    """The names of a row's texts by language."""
    return words_among(fields_of(row))


class Lists(Resource):
    """A list in pages, and the whole list as a file.

    A subclass gives `row` (a serializer class: names, types, descriptions and, by `source`, the columns) and
    `visible()`; the parameters that `takes` names for `list` are its filters.
    """

    row: type[serializers.Serializer]
    order = ("id",)
    restricted = False
    exports = EXPORTS
    paging = PAGE_PARAMETERS

    def visible(self):
        """The rows that this caller may know of."""
        raise NotImplementedError

    def check(self, asked):
        """Refuse filters that contradict each other, before they cost a query."""

    def complete(self, rows):
        """Add to a page of rows what lies in other tables: one query for all, not one each."""

    def audit(self, act, *, rows=None, record=None):
        """Note a restricted read; a public list has nothing to note."""

    def parameters(self):
        paged = self.action == "list" and not self.is_export()
        return (*self.paging, *super().parameters()) if paged else super().parameters()

    def is_export(self):
        """Is the whole list asked for, as a file?"""
        return isinstance(getattr(self.request, "accepted_renderer", None), Export)

    def get_renderers(self):
        return [renderer() for renderer in self.exports] if self.action == "list" else super().get_renderers()

    def filtered(self):
        """The visible rows that match the query."""
        self.check(self.asked)
        return parameters.narrowed(self.visible(), self.asked, self.parameters())

    def list(self, request, **_place):
        queryset = self.filtered()
        if self.is_export():
            refuse_too_many(queryset, request.accepted_renderer)
            return self.export(self.streamed(queryset.order_by(*self.order)))
        return self.paged(self.page(queryset))

    def paged(self, page):
        """A page as the answer, with the next one also as a Link header (RFC 8288)."""
        self.audit("read", rows=len(page["results"]))
        links = {"Link": f'<{page["next"]}>; rel="next"'} if page["next"] else {}
        return answer(self.request, page, restricted=self.is_restricted(), headers=links)

    def is_restricted(self):
        """Is there anything in the answer that must not be kept?"""
        return self.restricted

    def page(self, queryset):
        """{"results", "next"} and, when asked for, the bounded count."""
        limit, cursor = self.asked["limit"], self.asked["cursor"]
        ordered = queryset.order_by(*self.order)
        if cursor:
            ordered = after(ordered, self.order, decode(cursor, kinds_of(queryset.model, self.order)))
        found = list(self.values(ordered, *self.order)[: limit + 1])
        rows = [self.present(values) for values in found[:limit]]
        self.complete(rows)
        more = encode(found[limit - 1][-len(self.order) :]) if len(found) > limit else None
        page = {"results": rows, "next": self.link(more)}
        if self.asked["count"]:
            page["count"], page["count_is_exact"] = bounded_count(queryset)
        return page

    def link(self, cursor):
        """The address of the page at `cursor`, with the same filters."""
        if cursor is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def values(self, queryset, *further):
        return queryset.values_list(*(path for _name, path in self.columns()), *further)

    def columns(self):
        return columns_of(self.row)

    def names(self):
        """The column names of a table."""
        return table_columns(fields_of(self.row))

    def present(self, values):
        """One row from its columns; further values at the end are not part of it."""
        return {name: value for (name, _path), value in zip(self.columns(), values, strict=False)}

    def flat(self, row):
        """The row as a table carries it: one value per column."""
        return table_row(row, words_of(self.row))

    def export(self, rows):
        """The whole result as a download, in constant memory."""
        writer = self.request.accepted_renderer
        self.audit("export")
        pieces = writer.pieces(self.names(), rows if writer.nested else map(self.flat, rows))
        response = StreamingHttpResponse(pieces, content_type=content_type(writer))
        response.headers["Content-Disposition"] = f'attachment; filename="{self.basename}.{writer.format}"'
        response.headers["Cache-Control"] = kept(self.request, self.is_restricted())
        return vary(response)

    def streamed(self, queryset):
        """Rows of the whole queryset, read in chunks from a server-side cursor."""
        found = self.values(queryset).iterator(chunk_size=CHUNK)
        for some in batched(found, CHUNK):
            rows = [self.present(values) for values in some]
            self.complete(rows)
            yield from rows


class Rows(Lists):
    """A list, and each of its records."""

    lookup_field = "uid"
    lookup_url_kwarg = "id"
    lookup_value_converter = "uuid"

    def key(self):
        """The filter that finds the record of this address."""
        return {self.lookup_field: self.kwargs[self.lookup_url_kwarg]}

    def retrieve(self, request, **_place):
        row = self.one(self.visible(), self.key())
        self.audit("read", rows=1, record=row.get("id"))
        return answer(request, row, version=row.get("version"), restricted=self.is_restricted())

    def record(self):
        """The record as a model instance, for services; 404 when the caller may not know of it."""
        record = self.visible().filter(**self.key()).first()
        if record is None:
            raise Http404
        return record

    def one(self, queryset, key):
        """The row of one record; 404 when there is none that the caller may see."""
        values = self.values(queryset.filter(**key)).first()
        if values is None:
            raise Http404
        rows = [self.present(values)]
        self.complete(rows)
        return rows[0]


def refuse_too_many(queryset, writer):
    """A spreadsheet has an end: say so before it is written."""
    most = writer.most_rows
    if most is not None and queryset.order_by().values("pk")[: most + 1].count() > most:
        message = _("A spreadsheet takes up to %(most)d rows: narrow the list, or take format=csv.")
        raise TooManyRows(message % {"most": most})


def content_type(writer):
    """The media type, with the charset where a program would otherwise guess."""
    return (
        f"{writer.media_type}; charset=utf-8" if writer.media_type.startswith("text/") else writer.media_type
    )
