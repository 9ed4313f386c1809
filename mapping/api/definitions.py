"""Working definitions: criteria, the document that a machine can run, and the verdict on given answers."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from sse_portal import rules
from sse_portal.api import permissions
from sse_portal.api.conditional import answer
from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import body_of, day_of, object_of
from sse_portal.basics.problems import Invalid

from ..definition.checks import Scope, clean_answers
from ..definition.codebook import rules_codebook
from ..definition.documents import compiled, document_of
from ..models import DefinitionCriterion, DefinitionForm, WorkingDefinition

ROLES = tuple(DefinitionCriterion.Role.values)


class Criterion(serializers.Serializer):
    """A requirement in words, and the same as an expression over answers."""

    code = serializers.CharField(help_text="Within the definition.")
    principle = serializers.CharField(help_text="The principle that it stands for.")
    title = Words()
    wording = Words(help_text="The requirement.")
    role = serializers.ChoiceField(choices=ROLES, help_text="Exclusion, core, optional, or not used.")
    expression = serializers.JSONField(help_text="The rule language of docs/api.md.")
    organisation_types = serializers.ListField(
        child=serializers.CharField(), help_text="To which it applies; empty: to all."
    )
    valid_from = serializers.DateField(allow_null=True, help_text="null: open.")
    valid_to = serializers.DateField(allow_null=True, help_text="First day on which it does not hold.")
    source = serializers.CharField(allow_blank=True, help_text="Where it comes from.")
    confidence = serializers.CharField(allow_blank=True, help_text="How sure the source is.")


class Form(serializers.Serializer):
    """What the definition says of a legal form."""

    legal_form = serializers.CharField(help_text="Code of /legal-forms/.")
    status = serializers.ChoiceField(
        choices=DefinitionForm.Status.values, help_text="In, out, or in under conditions."
    )
    criteria = serializers.ListField(
        child=serializers.CharField(), help_text="Criteria that must hold; empty: the core ones."
    )
    valid_from = serializers.DateField(allow_null=True, help_text="null: open.")
    valid_to = serializers.DateField(allow_null=True, help_text="First day on which it does not hold.")


class DefinitionRow(serializers.Serializer):
    """A version of a country's working definition."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change of the record.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the regional baseline."
    )
    number = serializers.IntegerField(help_text="Version of the definition, counted within the country.")
    title = Words()
    text = Words(allow_empty=True, help_text="The definition in words, Markdown.")
    shape = serializers.ChoiceField(
        choices=WorkingDefinition.Shape.values, help_text="By a list of forms, by tests, or mixed."
    )
    optional_at_least = serializers.IntegerField(help_text="How many optional criteria must hold.")
    status = serializers.ChoiceField(choices=WorkingDefinition.Status.values, help_text="How far it is.")
    is_template = serializers.BooleanField(help_text="A starting point that nobody has adopted.")
    adopted_at = serializers.DateTimeField(allow_null=True, help_text="UTC; null: not adopted.")
    adoption_reference = serializers.CharField(allow_blank=True, help_text="The decision that adopted it.")
    digest = serializers.CharField(allow_blank=True, help_text="SHA-256 of the document, set at adoption.")


class FullDefinitionRow(DefinitionRow):
    """A version of a working definition with its criteria and legal forms."""

    criteria = Criterion(
        many=True, source="*", required=False, help_text="In their order; in one record only."
    )
    forms = Form(many=True, source="*", required=False, help_text="By code; in one record only.")


class Question(serializers.Serializer):
    """An organisation to judge."""

    answers = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        help_text="{variable: answer} of the codebook; what is left out is unknown, never no.",
    )
    on = serializers.DateField(required=False, help_text="The day whose rules apply; default today.")


class ReasonRow(serializers.Serializer):
    criterion = serializers.CharField(help_text="Code of the criterion.")
    result = serializers.ChoiceField(
        choices=["met", "failed", "unknown", "not_applicable", "off"], help_text="How it came out."
    )
    role = serializers.ChoiceField(choices=ROLES, help_text="As in the definition.")
    decisive = serializers.BooleanField(help_text="It carries the verdict.")
    title = Words()
    wording = Words()
    variables = serializers.ListField(
        child=serializers.CharField(), help_text="The answers that it looks at."
    )


class FormReasonRow(serializers.Serializer):
    status = serializers.ChoiceField(
        choices=["in", "out", "conditional", "unlisted", "unknown", "not_applicable"],
        help_text="What the list of legal forms says.",
    )
    decisive = serializers.BooleanField(help_text="It carries the verdict.")


class VerdictRow(serializers.Serializer):
    """The verdict with its reasons."""

    verdict = serializers.ChoiceField(
        choices=["in_scope", "out_of_scope", "undetermined"], help_text="In three-valued logic."
    )
    form = FormReasonRow(help_text="What the legal form says.")
    reasons = ReasonRow(many=True, help_text="One per criterion, in the order of the definition.")
    open_questions = serializers.ListField(
        child=serializers.CharField(), help_text="Unanswered variables that could still decide."
    )


class Document(serializers.Serializer):
    """A definition as a document of the rule language, format 1."""

    format = serializers.IntegerField(help_text="1.")
    country = serializers.CharField(help_text="ISO 3166-1 alpha-2; ZZ: the regional baseline.")
    shape = serializers.CharField(help_text="list, test or mixed.")
    legal_form_variable = serializers.CharField(help_text="The variable that holds the legal form.")
    optional_at_least = serializers.IntegerField(help_text="How many optional criteria must hold.")
    forms = serializers.ListField(child=serializers.DictField(), help_text="Legal forms with their status.")
    criteria = serializers.ListField(child=serializers.DictField(), help_text="Criteria with expressions.")


class MayClassify(permissions.ReadAnybody):
    """Judging answers changes nothing: everybody may POST them."""

    def has_permission(self, request, view):
        return view.action == "classify" or super().has_permission(request, view)


class Definitions(Rows):
    """Working definitions. Everybody sees adopted, published and template versions."""

    row = DefinitionRow
    described_row = FullDefinitionRow
    bodies = {"classify": Question}
    answers = {"classify": VerdictRow, "document": Document}
    pointer_root = "/answers"
    takes = {
        "list": (
            country_parameter("Only its definitions.", lambda rows, value: rows.in_country(value)),
            Choice(
                "status",
                "How far it is.",
                lambda rows, value: rows.in_status(value),
                choices=tuple(WorkingDefinition.Status.values),
            ),
        )
    }

    def visible(self):
        return WorkingDefinition.objects.visible_to(self.request.user)

    def complete(self, rows):
        if self.action != "retrieve":
            return
        for row in rows:
            row["criteria"] = _entries(DefinitionCriterion, Criterion, row["id"], "position")
            row["forms"] = _entries(DefinitionForm, Form, row["id"], "legal_form_id")

    @action(detail=True, methods=["get"])
    def document(self, request, **_place):
        """The definition as a document. It can be run, compared and written elsewhere."""
        return answer(request, document_of(self.record()))

    @action(detail=True, methods=["post"], permission_classes=[permissions.Anybody])
    def classify(self, request, **_place):
        """Judge an organisation by its answers. Nothing is kept."""
        definition = self.record()
        body = body_of(request, Question().fields, required=["answers"])
        on = day_of(body, "on") or timezone.localdate()
        plan = compiled(definition, on)
        answers = _answers(object_of(body, "answers"), Scope(country=definition.country_id, on=on))
        verdict = rules.explain_by(plan, answers)
        return answer(request, verdict.as_json())


def _entries(model, row, uid, *order):
    """Parts of a definition as plain rows with the fields of their serializer."""
    names = list(row().fields)
    paths = ["legal_form_id" if name == "legal_form" else name for name in names]
    found = model.objects.filter(definition__uid=uid).order_by(*order, "id").values_list(*paths)
    return [dict(zip(names, values, strict=True)) for values in found]


def _answers(raw, scope):
    """Typed answers, complete with *not applicable*; Invalid names each that cannot be read."""
    values, problems = clean_answers(raw, scope)
    if problems:
        errors = [{"field": p.field, "code": p.code, "message": str(p)} for p in problems]
        raise Invalid(_("Some values cannot be accepted."), errors=errors)
    return rules.complete(values, rules_codebook())
