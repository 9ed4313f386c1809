"""Survey responses: restricted, read with an audit, written through the same services as the forms."""

from functools import cache

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.api.fields import Exact, table_columns
from sse_portal.api.parameters import Choice, Moment, Uid
from sse_portal.api.permissions import Needs
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows, fields_of
from sse_portal.api.writes import Changes, Creates, body_of, misshapen, object_of, text_of, uid_of
from sse_portal.records.services import audit_reading

from ..definition.codebook import response_variables
from ..models import Entity, ReviewComment, Study, SurveyResponse
from ..services import responses as services
from .audit import asked_of

FIELDS = {
    "integer": serializers.IntegerField,
    "decimal": Exact,
    "money": Exact,
    "date": serializers.DateField,
}


def _field(variable):
    """The serializer field of a codebook variable; every answer may be missing."""
    unit = f" ({variable.unit})" if variable.unit else ""
    options = {"allow_null": True, "required": False, "help_text": f"{variable.label['en']}{unit}."}
    if variable.type == "select_multiple":
        return serializers.ListField(child=serializers.CharField(), **options)
    return FIELDS.get(variable.type, serializers.CharField)(**options)


ANSWERS = {variable.name: _field(variable) for variable in response_variables()}
AnswersRow = type(
    "AnswersRow", (serializers.Serializer,), {"__doc__": "Answers by variable of the codebook.", **ANSWERS}
)


class CommentRow(serializers.Serializer):
    variable = serializers.CharField(allow_blank=True, help_text="Empty: about the whole response.")
    text = serializers.CharField(help_text="What the reviewer asks.")
    at = serializers.DateTimeField(help_text="UTC.")


class ResponseRow(serializers.Serializer):
    """What an entity answered in a study."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    study = serializers.UUIDField(source="study.uid", help_text="The study.")
    entity = serializers.UUIDField(source="entity.uid", help_text="The entity.")
    country = serializers.CharField(source="study.country_id", help_text="ISO 3166-1 alpha-2.")
    status = serializers.ChoiceField(choices=SurveyResponse.Status.values, help_text="How far it is.")
    weight = Exact(help_text="How many entities it stands for.")
    interviewer = serializers.CharField(allow_blank=True, help_text="Who asked.")
    submitted_at = serializers.DateTimeField(allow_null=True, help_text="UTC; null: not yet.")
    verified_at = serializers.DateTimeField(allow_null=True, help_text="UTC; null: not yet.")
    confirmed = serializers.DictField(help_text="Soft rules broken on purpose: {code: reason}.")
    extra = serializers.DictField(help_text="The country's own module.")


class FullResponseRow(ResponseRow):
    """What an entity answered in a study, with its answers."""

    answers = AnswersRow(help_text="null: not answered.")
    comments = CommentRow(many=True, source="*", required=False, help_text="Open questions of the reviewer.")


class NewResponse(serializers.Serializer):
    """A response to start."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    study = serializers.UUIDField(help_text="The study.")
    entity = serializers.UUIDField(help_text="The entity.")
    answers = AnswersRow(required=False, help_text="What is known already.")


class ChangedResponse(serializers.Serializer):
    """Answers to change; those left out stay, null takes one away."""

    answers = AnswersRow(help_text="{variable: answer}.")


class Submission(serializers.Serializer):
    """A draft to submit."""

    confirmed = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text="Soft rules broken on purpose: {code: reason}.",
    )


class Return(serializers.Serializer):
    """What the reviewer asks."""

    comments = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text='{variable: question}; "" is the whole response.',
    )
    reason = serializers.CharField(required=False, help_text="Why it goes back.")


class Verification(serializers.Serializer):
    """Nothing needs to be sent."""


@cache
def columns():
    """((name, path), …): the response's own columns, then one for each variable."""
    own = [(name, field.source.replace(".", "__")) for name, field in fields_of(ResponseRow).items()]
    return (*own, *((name, name) for name in ANSWERS))


OWN = len(fields_of(ResponseRow))


class Responses(Creates, Changes, Rows):
    """Survey responses of the countries where the caller may read them. Each read is noted."""

    permission_classes = [Needs(Can.READ_RESTRICTED)]
    row = FullResponseRow
    restricted = True
    act = "start response"
    pointer_root = "/answers"
    versioned = ("partial_update", "submit", "verify", "send_back")
    bodies = {
        "create": NewResponse,
        "partial_update": ChangedResponse,
        "submit": Submission,
        "verify": Verification,
        "send_back": Return,
    }
    takes = {
        "list": (
            country_parameter("Only its responses.", lambda rows, value: rows.in_country(value)),
            Uid("study", "Only of this study.", lambda rows, value: rows.of_study_uid(value)),
            Uid("entity", "Only of this entity.", lambda rows, value: rows.of_entity(value)),
            Choice(
                "status",
                "How far they are.",
                lambda rows, value: rows.in_status(value),
                choices=tuple(SurveyResponse.Status.values),
            ),
            Moment(
                "updated_since",
                "Only those changed at or after this time (ISO 8601).",
                lambda rows, value: rows.changed_since(value),
            ),
        )
    }

    def visible(self):
        user = self.request.user
        rows = SurveyResponse.objects.visible_to(user)
        if not self.is_export():
            return rows
        if not can(user, Can.EXPORT_RESTRICTED):
            self.permission_denied(self.request)
        return rows.exportable_by(user)

    def columns(self):
        return columns()

    def present(self, values):
        row = dict(zip(fields_of(ResponseRow), values, strict=False))
        row["answers"] = dict(zip(ANSWERS, values[OWN:], strict=False))
        return row

    def names(self):
        return (*table_columns(fields_of(ResponseRow)), *ANSWERS)

    def flat(self, row):
        return {**row, **row["answers"]}

    def complete(self, rows):
        """The reviewer's open questions, in one record only."""
        if self.action == "list":
            return
        for row in rows:
            open_ones = ReviewComment.objects.filter(response__uid=row["id"], settled_at=None).order_by("id")
            row["comments"] = list(open_ones.values("variable", "text", "at"))

    def audit(self, act, *, rows=None, record=None):
        audit_reading(
            by=self.request.user,
            kind="mapping.surveyresponse",
            act=act,
            country=self.asked.get("country") or "",
            record=record,
            rows=rows,
            asked=asked_of(self),
        )

    def make(self, by, uid, body):
        study = self.chosen(Study.objects.workspaces_of(by), body, "study")
        entity = self.chosen(Entity.objects.visible_to(by), body, "entity")
        answers = object_of(body, "answers")
        return services.start_response(by=by, study=study, entity=entity, answers=answers, uid=uid)

    def chosen(self, queryset, body, name):
        """The record that the body refers to by its public identifier."""
        record = queryset.filter(uid=uid_of(body, name)).first()
        if record is None:
            raise misshapen(name, _("There is no such record."))
        return record

    def partial_update(self, request, **_place):
        body = body_of(request, ChangedResponse().fields, required=["answers"])
        with self.edit(request, body) as (response, version):
            services.save_answers(
                by=request.user, response=response, answers=object_of(body, "answers"), version=version
            )
        return self.written(request, response.uid)

    @action(detail=True, methods=["post"])
    def submit(self, request, **_place):
        """Submit a draft or a returned response.

        Hard rules stop it; soft ones that are broken on purpose need a reason in `confirmed`.
        """
        body = body_of(request, Submission().fields)
        with self.edit(request, body) as (response, version):
            services.submit_response(
                by=request.user, response=response, version=version, confirmed=object_of(body, "confirmed")
            )
        return self.written(request, response.uid)

    @action(detail=True, methods=["post"])
    def verify(self, request, **_place):
        """Verify a submitted response."""
        body = body_of(request, ())
        with self.edit(request, body) as (response, version):
            services.verify_response(by=request.user, response=response, version=version)
        return self.written(request, response.uid)

    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request, **_place):
        """Return a submitted response with questions.

        It can then be changed and submitted again.
        """
        body = body_of(request, Return().fields)
        with self.edit(request, body) as (response, version):
            services.return_response(
                by=request.user,
                response=response,
                version=version,
                comments=object_of(body, "comments"),
                reason=text_of(body, "reason"),
            )
        return self.written(request, response.uid)
