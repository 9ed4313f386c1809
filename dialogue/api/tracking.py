"""Answers, key actions and their progress; writes are those of the secretariat's pages."""

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from network.summaries.choosing import choosable
from sse_portal.api.conditional import answer
from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Flag, Uid
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of, uid_of
from sse_portal.records.values import refuse

from ..models import (
    ActionState,
    Addressee,
    Document,
    KeyAction,
    ManagementResponse,
    ProgressUpdate,
    Verification,
    Visibility,
)
from ..services import actions as action_services
from ..services import progress, responses

POSITIONS = tuple(ManagementResponse.Position.values)
STATES = tuple(ActionState.values)
VERDICTS = tuple(Verification.Verdict.values)
AN_ORGANIZATION = "Identifier of /organizations/; null: one that you may not know."
RECOMMENDATION = "Identifier of /recommendations/."
ADDRESSEE = "Identifier of the addressee: `addressees[].id` of /recommendations/."


def _amount(help_text, **options):
    return serializers.DecimalField(max_digits=18, decimal_places=2, help_text=help_text, **options)


def _own_id():
    return serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )


class ResponseRow(serializers.Serializer):
    """An addressee's answer. A later one takes the place of an earlier one; all of them stay."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    recommendation = serializers.UUIDField(source="addressee.recommendation.uid", help_text=RECOMMENDATION)
    addressee = serializers.UUIDField(source="addressee.uid", help_text=ADDRESSEE)
    organization = serializers.UUIDField(source="*", allow_null=True, help_text=AN_ORGANIZATION)
    position = serializers.ChoiceField(POSITIONS, help_text="What it says.")
    justification = Words(allow_empty=True, help_text="Why.")
    responded_on = serializers.DateField(help_text="The day of its letter.")
    at = serializers.DateTimeField(help_text="When it was recorded, UTC.")


class NewManagementResponse(serializers.Serializer):
    """What an addressee answered, by the secretariat."""

    id = _own_id()
    addressee = serializers.UUIDField(help_text=ADDRESSEE)
    position = serializers.ChoiceField(POSITIONS, help_text="What it says.")
    justification = Words(
        required=False, allow_empty=True, help_text="Why; required unless it accepts or takes note."
    )
    responded_on = serializers.DateField(required=False, help_text="The day of its letter; else today.")
    action = Words(required=False, allow_empty=True, help_text="With an acceptance, its first action.")
    action_due_on = serializers.DateField(required=False, allow_null=True, help_text="When that is due.")


class KeyActionRow(serializers.Serializer):
    """What an addressee will do. `state`, `due_on`, `percent` and `told_at` are what its updates add up to."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(
        help_text="Raised by every change of its words; the ETag begins with it."
    )
    updated_at = serializers.DateTimeField(help_text="Last change of its words, UTC.")
    recommendation = serializers.UUIDField(source="recommendation.uid", help_text=RECOMMENDATION)
    addressee = serializers.UUIDField(source="addressee.uid", allow_null=True, help_text=ADDRESSEE)
    responsible = serializers.UUIDField(source="*", allow_null=True, help_text=AN_ORGANIZATION)
    title = Words(help_text="What will be done.")
    state = serializers.ChoiceField(STATES, help_text="Where it stands.")
    percent = serializers.IntegerField(help_text="0 to 100.")
    first_due_on = serializers.DateField(allow_null=True, help_text="As it was first planned.")
    due_on = serializers.DateField(allow_null=True, help_text="null: no date is set.")
    told_at = serializers.DateTimeField(help_text="Of the newest update, UTC.")
    weight = serializers.IntegerField(help_text="Its part in the progress of the recommendation.")
    depends_on_funding = serializers.BooleanField(help_text="Is it done only if somebody pays?")
    indicator = Words(allow_empty=True, help_text="What is measured.")
    unit = serializers.CharField(allow_blank=True, help_text="Of baseline, target and values.")
    baseline = _amount("Where the indicator begins.", allow_null=True)
    target = _amount("Where it should go.", allow_null=True)


class ChangedKeyAction(serializers.Serializer):
    """Its words; fields left out stay as they are."""

    title = Words(required=False, help_text="What will be done.")
    depends_on_funding = serializers.BooleanField(
        required=False, help_text="Is it done only if somebody pays?"
    )
    indicator = Words(required=False, allow_empty=True, help_text="What is measured.")
    unit = serializers.CharField(
        required=False, allow_blank=True, help_text="Of baseline, target and values."
    )
    baseline = _amount("Where the indicator begins.", required=False, allow_null=True)
    target = _amount("Where it should go.", required=False, allow_null=True)
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewKeyAction(ChangedKeyAction):
    """An action of an addressee that accepted, by the secretariat."""

    id = _own_id()
    addressee = serializers.UUIDField(help_text=ADDRESSEE)
    title = Words(help_text="What will be done.")
    due_on = serializers.DateField(required=False, allow_null=True, help_text="null: no date is set.")
    responsible = serializers.UUIDField(
        required=False, help_text="Identifier of /organizations/; else the addressee itself."
    )
    weight = serializers.IntegerField(required=False, help_text="1 to 100; default 1. It stays.")
    reason = None


class NewDate(serializers.Serializer):
    due_on = serializers.DateField(allow_null=True, help_text="null: no date any more.")
    narrative = Words(help_text="Why.")


class VerificationRow(serializers.Serializer):
    verdict = serializers.ChoiceField(VERDICTS, help_text="adequate: verified; inadequate: open again.")
    reason = serializers.CharField(allow_blank=True, help_text="Why.")
    at = serializers.DateTimeField(help_text="When, UTC.")


class ProgressRow(serializers.Serializer):
    """A line of what was told of an action. Lines are only added."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    recommendation = serializers.UUIDField(source="action.recommendation.uid", help_text=RECOMMENDATION)
    action = serializers.UUIDField(source="action.uid", help_text="Identifier of /key-actions/.")
    at = serializers.DateTimeField(help_text="When it was recorded, UTC.")
    state = serializers.ChoiceField(STATES, help_text="Where the action stands from then on.")
    percent = serializers.IntegerField(allow_null=True, help_text="0 to 100.")
    value = _amount("Of the indicator.", allow_null=True)
    narrative = Words(allow_empty=True, help_text="What was done.")
    due_on = serializers.DateField(allow_null=True, help_text="The due date from then on.")
    proof = serializers.UUIDField(
        source="*", allow_null=True, help_text="Identifier of /documents/, if you may have it."
    )
    proof_url = serializers.CharField(allow_blank=True, help_text="Address of the proof.")
    visibility = serializers.ChoiceField(
        Visibility.values, help_text="What not everybody may read is a note: it moves nothing."
    )
    verification = VerificationRow(source="*", allow_null=True, help_text="null: nobody looked at it.")


class NewProgress(serializers.Serializer):
    """What became of an action, by the secretariat. What is left out stays as it is."""

    id = _own_id()
    action = serializers.UUIDField(help_text="Identifier of /key-actions/.")
    state = serializers.ChoiceField(
        progress.TOLD, required=False, help_text="What is completed needs a proof_url."
    )
    percent = serializers.IntegerField(required=False, help_text="0 to 100.")
    value = _amount("Of the indicator.", required=False, allow_null=True)
    narrative = Words(required=False, allow_empty=True, help_text="What was done.")
    due_on = serializers.DateField(required=False, allow_null=True, help_text="null: no date any more.")
    proof_url = serializers.CharField(required=False, allow_blank=True, help_text="Address of the proof.")
    visibility = serializers.ChoiceField(Visibility.values, required=False, help_text="Default public.")


class NewVerdict(serializers.Serializer):
    verdict = serializers.ChoiceField(VERDICTS, help_text="adequate: verified; inadequate: open again.")
    reason = serializers.CharField(
        required=False, help_text="Why; required for inadequate. At most 1,000 characters."
    )


class Ledger(Creates, Rows):
    """Records that are only added: they have no version."""

    def written(self, request, uid, *, status=200):
        row = self.one(self.visible(), {"uid": uid})
        address = request.build_absolute_uri(
            f"{request.path.partition(self.basename)[0]}{self.basename}/{uid}/"
        )
        headers = {"Location": address} if status == 201 else {}
        return answer(request, row, status=status, headers=headers)

    def known_organizations(self, model, path, rows):
        """{identifier of the row: that of its organisation}, of those that the caller may know."""
        known = choosable(self.request.user).order_by().values("pk")
        found = model.objects.known_as([row["id"] for row in rows]).filter(**{f"{path}__in": known})
        return dict(found.values_list("uid", f"{path}__uid"))


RECOMMENDATION_OF = "Only of this recommendation (identifier)."


class ManagementResponses(Ledger):
    """What addressees answered."""

    row = ResponseRow
    act = "respond"
    bodies = {"create": NewManagementResponse}
    takes = {
        "list": (
            Uid("recommendation", RECOMMENDATION_OF, lambda rows, uid: rows.of_recommendation_known_as(uid)),
            Choice(
                "position", "What it says.", lambda rows, value: rows.in_position(value), choices=POSITIONS
            ),
        )
    }

    def visible(self):
        return ManagementResponse.objects.visible_to(self.request.user)

    def complete(self, rows):
        known = self.known_organizations(ManagementResponse, "addressee__organization", rows)
        for row in rows:
            row["organization"] = known.get(row["id"])

    def make(self, by, uid, body):
        addressee = _named(by, Addressee, body, "addressee", _("There is no such addressee."))
        return responses.respond(by=by, addressee=addressee, values=_without(body, "addressee"), uid=uid)


class KeyActions(Changes, Ledger):
    """What addressees do."""

    row = KeyActionRow
    act = "plan action"
    versioned = ("partial_update",)
    bodies = {"create": NewKeyAction, "partial_update": ChangedKeyAction, "reschedule": NewDate}
    takes = {
        "list": (
            Uid("recommendation", RECOMMENDATION_OF, lambda rows, uid: rows.of_recommendation_known_as(uid)),
            Choice("state", "Where it stands.", lambda rows, value: rows.in_state(value), choices=STATES),
            Flag("open", "Only those not yet completed.", lambda rows, yes: rows.open() if yes else rows),
        )
    }

    def written(self, request, uid, *, status=200):
        return Creates.written(self, request, uid, status=status)

    def visible(self):
        return KeyAction.objects.visible_to(self.request.user)

    def complete(self, rows):
        known = self.known_organizations(KeyAction, "responsible", rows)
        for row in rows:
            row["responsible"] = known.get(row["id"])

    def make(self, by, uid, body):
        addressee = _named(by, Addressee, body, "addressee", _("There is no such addressee."))
        values = _without(body, "addressee")
        return action_services.plan_action(by=by, addressee=addressee, values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change its words. What is left out stays as it is."""
        body = body_of(request, ChangedKeyAction().fields)
        with self.edit(request, body) as (record, version):
            action_services.change_action(
                by=request.user, action=record, values=_without(body, "reason"), version=version,
                reason=text_of(body, "reason"),
            )  # fmt: skip
        return self.written(request, record.uid)

    @action(detail=True, methods=["post"])
    def reschedule(self, request, **_place):
        """Move its date, and say why: a line of its progress."""
        body = body_of(request, NewDate().fields, required=["due_on", "narrative"])
        record = self.record()
        progress.reschedule_action(by=request.user, action=record, values=dict(body))
        return self.written(request, record.uid)


class ProgressUpdates(Ledger):
    """What was told of key actions."""

    row = ProgressRow
    act = "tell progress"
    bodies = {"create": NewProgress, "verify": NewVerdict}
    takes = {
        "list": (
            Uid("action", "Only of this key action.", lambda rows, uid: rows.of_action_known_as(uid)),
            Uid("recommendation", RECOMMENDATION_OF, lambda rows, uid: rows.of_recommendation_known_as(uid)),
        )
    }

    def visible(self):
        return ProgressUpdate.objects.visible_to(self.request.user)

    def complete(self, rows):
        uids, user = [row["id"] for row in rows], self.request.user
        papers = Document.objects.visible_to(user).order_by().values("pk")
        proven = ProgressUpdate.objects.known_as(uids).filter(proof__in=papers)
        proofs = dict(proven.values_list("uid", "proof__uid"))
        looked = Verification.objects.filter(update__uid__in=uids)
        verdicts = {
            uid: {"verdict": verdict, "reason": reason, "at": at}
            for uid, verdict, reason, at in looked.values_list("update__uid", "verdict", "reason", "at")
        }
        for row in rows:
            row |= {"proof": proofs.get(row["id"]), "verification": verdicts.get(row["id"])}

    def make(self, by, uid, body):
        record = _named(by, KeyAction, body, "action", _("There is no such action."))
        return progress.tell_progress(by=by, action=record, values=_without(body, "action"), uid=uid)

    @action(detail=True, methods=["post"])
    def verify(self, request, **_place):
        """Say whether what was told as completed is done: neither who told it, nor one of that organisation."""
        body = body_of(request, NewVerdict().fields, required=["verdict"])
        update = self.record()
        progress.verify_progress(by=request.user, update=update, values=dict(body))
        return self.written(request, update.uid)


def _without(body, *names):
    return {name: value for name, value in body.items() if name not in ("id", *names)}


def _named(by, model, body, name, missing):
    """The record that the body names; Invalid when the caller knows of none."""
    found = model.objects.visible_to(by).known_as([uid_of(body, name)]).first()
    if found is None:
        refuse(name, "unknown-record", missing)
    return found
