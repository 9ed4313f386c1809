"""The secretariat looks at comments, answers them, and publishes what became of them."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from dialogue.models import Comment, Happening
from dialogue.services import comments as services
from dialogue.services import consultations, report_mails
from sse_portal.basics.cells import restored
from sse_portal.basics.problems import Invalid
from sse_portal.records.services import StaleVersion
from tests.dialogue.factories import a_comment
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db
ANSWER = {"disposition": "taken_up", "disposition_reason": {"en": "The law says it now.", "km": "ច្បាប់ចែង។"}}
SITE = "https://portal.example/"


def answered(consultation, **fields):
    plain = {
        "disposition": "taken_up", "disposition_reason": ANSWER["disposition_reason"], "disposed_at": timezone.now(),
    }  # fmt: skip
    return a_comment(consultation, **plain | fields)


def publish(by, consultation):
    return consultations.publish_report(by=by, consultation=consultation, version=1, site=SITE)


def moderate(by, comment, **values):
    return services.moderate_comment(by=by, comment=comment, values=values, version=comment.version)


def dispose(by, comment, **values):
    return services.dispose_comment(by=by, comment=comment, values=ANSWER | values, version=comment.version)


def test_a_comment_is_let_through_or_refused_with_a_reason(chenda, consultation):
    comment = a_comment(consultation, state="waiting")
    with pytest.raises(Invalid):
        moderate(chenda, comment, state="refused")
    moderate(chenda, comment, state="refused", refusal="An advertisement.")
    assert not Comment.objects.public().exists()

    moderate(chenda, comment, state="shown")
    comment.refresh_from_db()
    assert (comment.state, comment.refusal, comment.moderated_by) == ("shown", "", chenda)
    assert Comment.objects.public().get() == comment


def test_only_what_is_shown_is_answered_and_always_with_a_reason(chenda, consultation):
    comment = a_comment(consultation, state="waiting")
    with pytest.raises(services.NotShown):
        dispose(chenda, comment)
    moderate(chenda, comment, state="shown")
    for values in ({"disposition_reason": {}}, {"disposition": "perhaps"}, {"disposition": ""}):
        with pytest.raises(Invalid):
            dispose(chenda, comment, **values)
    dispose(chenda, comment)
    assert (comment.disposition, comment.disposed_by_id) == ("taken_up", chenda.pk)


def test_who_does_not_run_the_dialogue_there_does_none_of_it(narin, mealea, over):
    comment = answered(over)
    for by in (narin, mealea):
        with pytest.raises(PermissionDenied):
            moderate(by, comment, state="shown")
        with pytest.raises(PermissionDenied):
            dispose(by, comment)
        with pytest.raises(PermissionDenied):
            publish(by, over)


def test_two_secretaries_do_not_overwrite_each_other(chenda, consultation):
    comment = a_comment(consultation)
    dispose(chenda, comment)
    comment.version = 1
    with pytest.raises(StaleVersion):
        dispose(chenda, comment, disposition="noted")


def test_the_report_waits_for_the_end_and_for_every_answer(chenda, consultation):
    comment = a_comment(consultation, state="waiting")
    with pytest.raises(consultations.StillOpen):
        publish(chenda, consultation)
    consultation.closes_at = timezone.now() - timedelta(minutes=1)
    consultation.save()
    with pytest.raises(consultations.CommentsLeft):
        publish(chenda, consultation)
    moderate(chenda, comment, state="shown")
    with pytest.raises(consultations.CommentsLeft):
        publish(chenda, consultation)
    dispose(chenda, comment)

    publish(chenda, consultation)

    news = Happening.objects.public().get(kind="consultation_reported")
    assert (news.consultation, news.details) == (consultation, {"comments": 1})
    for act in (lambda: dispose(chenda, comment), lambda: moderate(chenda, comment, state="shown")):
        with pytest.raises(services.ReportPublished):
            act()
    moderate(chenda, comment, state="refused", refusal="A court said so.")
    with pytest.raises(consultations.ConsultationOver):
        publish(chenda, consultation)


def test_answers_are_seen_with_the_report_only(client, chenda, over):
    answered(over, text="Say who keeps it.")
    page = reverse("dialogue:consultation-detail", args=[over.uid])
    report = reverse("dialogue:consultation-report", args=[over.uid])
    assert "The law says it now." not in client.get(page).content.decode()
    assert client.get(report).status_code == 404

    publish(chenda, over)

    assert "The law says it now." in client.get(page).content.decode()
    assert "Say who keeps it." in client.get(report).content.decode()


def test_the_report_counts_by_position_and_answer(client, over):
    answered(over)
    answered(over, position="oppose", disposition="not_taken_up")
    answered(over, position="oppose", disposition="noted", anchor="")
    a_comment(over, state="refused")
    over.reported_at = timezone.now()
    over.save()

    report = client.get(reverse("dialogue:consultation-report", args=[over.uid])).context["report"]

    assert [(label, numbers, total) for label, numbers, total in report.counts] == [
        ("in favour", (1, 0, 0, 0), 1),
        ("in favour with changes", (0, 0, 0, 0), 0),
        ("against", (0, 0, 1, 1), 2),
        ("a remark", (0, 0, 0, 0), 0),
        ("All", (1, 0, 1, 1), 3),
    ]
    assert [row.part for row in report.rows] == ["The whole", "Paragraph 1", "Paragraph 1"]


def test_the_table_holds_no_formula_and_no_address(client, over):
    hidden = an_organization("KH", "Secret Union", visibility="secretariat")
    text = '=HYPERLINK("https://evil.example")'
    answered(over, text=text, author_name="@Dara", shows_name=True, author_email="dara@example.org")
    answered(over, text="-1+1", author_name="Sokha", on_behalf_of=hidden)
    over.reported_at = timezone.now()
    over.save()

    response = client.get(reverse("dialogue:consultation-report-csv", args=[over.uid]))
    content = b"".join(response.streaming_content)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

    assert content.startswith(b"\xef\xbb\xbf") and response["Content-Disposition"].startswith("attachment")
    assert [row["comment"][0] for row in rows] == ["'", "'"]
    assert restored(rows[0]["comment"]) == text and restored(rows[0]["name"]) == "@Dara"
    assert rows[0]["reason_km"] == "ច្បាប់ចែង។"
    for private in (b"dara@example.org", b"Sokha", b"Secret Union"):
        assert private not in content


def test_each_author_gets_one_mail_in_their_language_and_the_address_is_gone(
    chenda, over, mailoutbox, django_capture_on_commit_callbacks
):
    answered(over, author_email="dara@example.org", language="en", text="First.")
    answered(over, author_email="Dara@example.org", language="km", text="Second.", disposition="noted")
    answered(over, author_email="")
    a_comment(over, state="refused", author_email="victim@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        publish(chenda, over)

    (mail,) = mailoutbox
    assert mail.to == ["dara@example.org"]
    assert "First." in mail.body and "Second." in mail.body and "ច្បាប់ចែង។" in mail.body
    assert f"{SITE}dialogue/consultations/{over.uid}/report/" in mail.body
    assert not Comment.objects.to_be_told().exists()
    report_mails.mail_report(uid=over.uid, site=SITE)
    assert len(mailoutbox) == 1, "a job that runs twice mails once"


def test_before_the_report_nobody_is_mailed(over, mailoutbox):
    answered(over, author_email="dara@example.org")
    report_mails.mail_report(uid=over.uid, site=SITE)
    assert not mailoutbox and Comment.objects.to_be_told().count() == 1
