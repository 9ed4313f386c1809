"""Comments in consultations. A name is given only when its owner wants it, an e-mail address never."""

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from network.summaries.choosing import choosable
from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Uid
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, uid_of
from sse_portal.records.values import refuse

from ..models import Comment, Consultation
from ..services import comments as services
from ..summaries.comments import rows_as_told

COMMENT_POSITIONS = tuple(Comment.Position.values)
COMMENT_STATES = tuple(Comment.State.values)
DISPOSITIONS = tuple(Comment.Disposition.values)
MODERATED = ("shown", "refused")


class ConsultationCommentRow(serializers.Serializer):
    """A comment. Before it is let through, its author and the secretariat see it only."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    consultation = serializers.UUIDField(
        source="consultation.uid", help_text="Identifier of /consultations/."
    )
    made_at = serializers.DateTimeField(source="created_at", help_text="UTC.")
    anchor = serializers.CharField(
        allow_blank=True, help_text="Of a part of the consultation’s subject; empty: the whole."
    )
    position = serializers.ChoiceField(COMMENT_POSITIONS, help_text="How it stands to what is asked.")
    text = serializers.CharField(help_text="What it says.")
    language = serializers.CharField(allow_blank=True, help_text="BCP 47: of the page it was written on.")
    state = serializers.ChoiceField(COMMENT_STATES, help_text="Whether it is shown.")
    name = serializers.CharField(
        source="*", allow_blank=True, help_text="Its author’s, if it is to be shown."
    )
    on_behalf_of = serializers.UUIDField(
        source="*", allow_null=True, help_text="Identifier of /organizations/, if you may know it."
    )
    on_behalf_of_name = serializers.CharField(
        source="*", allow_blank=True, help_text="The organisation or group that it speaks for."
    )
    disposition = serializers.ChoiceField(
        DISPOSITIONS, source="*", allow_blank=True,
        help_text="What became of it; empty: not known yet. Public with the report.",
    )  # fmt: skip
    disposition_reason = Words(source="*", allow_empty=True, help_text="Why. Public with the report.")


class NewComment(serializers.Serializer):
    """As you: whoever has no account writes on the page."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    consultation = serializers.UUIDField(help_text="Identifier of /consultations/; it must be open.")
    anchor = serializers.CharField(required=False, help_text="Of a part of its subject; left out: the whole.")
    position = serializers.ChoiceField(COMMENT_POSITIONS, help_text="How you stand to it.")
    text = serializers.CharField(help_text="At most 5,000 characters.")
    language = serializers.CharField(required=False, help_text="Of the text (BCP 47).")
    author_name = serializers.CharField(required=False, help_text="Your name.")
    shows_name = serializers.BooleanField(required=False, help_text="Show the name; default false.")
    author_email = serializers.EmailField(
        required=False, help_text="Never shown; for one mail with the result."
    )
    on_behalf_of = serializers.UUIDField(required=False, help_text="Identifier of /organizations/.")
    on_behalf_of_name = serializers.CharField(required=False, help_text="Another organisation or group.")


class CommentModeration(serializers.Serializer):
    state = serializers.ChoiceField(MODERATED, help_text="Show it, or not.")
    refusal = serializers.CharField(
        required=False, help_text="Why it is not shown; for the secretariat. At most 1,000 characters."
    )


class CommentDisposition(serializers.Serializer):
    disposition = serializers.ChoiceField(DISPOSITIONS, help_text="What becomes of it.")
    disposition_reason = Words(help_text="Why; at most 5,000 characters.")


class Comments(Creates, Changes, Rows):
    """Comments. Everybody sees those that were let through."""

    row = ConsultationCommentRow
    act = "comment"
    versioned = ("moderate", "dispose")
    bodies = {"create": NewComment, "moderate": CommentModeration, "dispose": CommentDisposition}
    takes = {
        "list": (
            Uid(
                "consultation", "Only in this consultation.",
                lambda rows, value: rows.of_consultation_known_as(value),
            ),
            Choice(
                "position", "Only with this position.", lambda rows, value: rows.with_position(value),
                choices=COMMENT_POSITIONS,
            ),
            Choice(
                "state", "Only those in this state.", lambda rows, value: rows.in_state(value),
                choices=COMMENT_STATES,
            ),
            Choice(
                "disposition", "Only those answered like this, of published reports.",
                lambda rows, value: rows.with_disposition(value), choices=DISPOSITIONS,
            ),
        ),
    }  # fmt: skip

    def visible(self):
        return Comment.objects.visible_to(self.request.user)

    def complete(self, rows):
        user = self.request.user
        told = rows_as_told([row["id"] for row in rows], choosable(user), user)
        for row in rows:
            row |= told[row["id"]]

    def make(self, by, uid, body):
        consultation = Consultation.objects.visible_to(by).known_as([uid_of(body, "consultation")]).first()
        if consultation is None:
            refuse("consultation", "unknown-record", _("There is no such consultation."))
        values = {name: value for name, value in body.items() if name not in ("id", "consultation")}
        return services.make_comment(by=by, consultation=consultation, values=values, uid=uid)

    @action(detail=True, methods=["post"])
    def moderate(self, request, **_place):
        """Let it through, or not."""
        return self._step(request, services.moderate_comment, CommentModeration)

    @action(detail=True, methods=["post"])
    def dispose(self, request, **_place):
        """Say what becomes of it, and why."""
        return self._step(request, services.dispose_comment, CommentDisposition)

    def _step(self, request, service, shape):
        body = body_of(request, shape().fields)
        with self.edit(request, body) as (comment, version):
            service(by=request.user, comment=comment, values=dict(body), version=version)
        return self.written(request, comment.uid)
