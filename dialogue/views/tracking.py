"""Answers, key actions and progress, as the secretariat writes them down; the section on a past day."""

import uuid
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.basics.text import in_language
from sse_portal.records.editing import form_page
from sse_portal.ui.caching import for_one_reader

from ..forms.tracking import ActionForm, ProgressForm, RescheduleForm, ResponseForm, VerificationForm
from ..models import Addressee, KeyAction, ProgressUpdate, Recommendation
from ..services import actions as action_services
from ..services import answer_links, progress, responses
from ..services.common import may_run
from ..summaries.recommendation_pages import address_of, key_of
from ..summaries.tracking import tracking
from .letters import say_sent
from .recommendations import crumbs, languages_of

TAKES_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def recommendation_tracking(request, key):
    """Answers and actions as they were at the end of a past day: ?on=2026-03-10."""
    known = Recommendation.objects.visible_to(request.user).select_related("committee")
    found = known.with_code(key) if "-R" in key else known.known_as([uuid.UUID(key)])
    recommendation = get_object_or_404(found)
    on, wrong = _day(request.GET.get("on", ""))
    title = in_language(recommendation.title, get_language())
    context = {
        "title": title, "key": key_of(recommendation), "wrong": wrong, "crumbs": crumbs(
            {"label": recommendation.code or title, "url": address_of(recommendation)},
            {"label": _("Answers and actions")},
        ),
        "section": tracking(recommendation, request.user, get_language(), on),
    }  # fmt: skip
    response = render(request, "dialogue/recommendation_tracking.html", context, status=422 if wrong else 200)
    return for_one_reader(request, response)


def _day(text):
    """(the past day that is asked for, or None for today; what is wrong with it)."""
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None, _("Give a day as 2026-11-24.")
    today = timezone.localdate()
    if not date(1850, 1, 1) <= day <= today:
        return None, _("This day is out of range.")
    return (None if day == today else day), ""


@login_required
@TAKES_FORM
def response_create(request, uid):
    """Record what an addressee answered."""
    addressee, by = _of(request, Addressee, uid, "organization"), request.user
    languages = languages_of(addressee.recommendation)
    form = ResponseForm(request.POST or None, request.FILES or None, languages=languages)

    def save(values, _version):
        file = values.pop("file")
        return responses.respond(by=by, addressee=addressee, values=values, file=file)

    return _page(
        request, form, save, addressee.recommendation, _("Record an answer"), _("The answer is recorded.")
    )


@login_required
@TAKES_FORM
def action_create(request, uid):
    """Plan an action of an addressee."""
    addressee, by = _of(request, Addressee, uid, "organization"), request.user
    form = ActionForm(request.POST or None, user=by, languages=languages_of(addressee.recommendation))
    return _page(
        request, form,
        lambda values, _version: action_services.plan_action(by=by, addressee=addressee, values=values),
        addressee.recommendation, _("Plan an action"), _("The action is planned."),
    )  # fmt: skip


@login_required
@TAKES_FORM
def action_edit(request, uid):
    """Mend the words of an action."""
    action, by = _of(request, KeyAction, uid), request.user
    languages = languages_of(action.recommendation)
    form = ActionForm(request.POST or None, user=by, record=action, languages=languages)
    return _page(
        request, form,
        lambda values, version: action_services.change_action(
            by=by, action=action, values=values, version=version
        ),
        action.recommendation, _("Change the action"), _("The action is changed."), record=action,
    )  # fmt: skip


@login_required
@TAKES_FORM
def action_reschedule(request, uid):
    """Move the date of an action."""
    action, by = _of(request, KeyAction, uid), request.user
    form = RescheduleForm(
        request.POST or None, languages=languages_of(action.recommendation),
        initial={"due_on": action.due_on},
    )  # fmt: skip
    return _page(
        request, form,
        lambda values, _version: progress.reschedule_action(by=by, action=action, values=values),
        action.recommendation, _("Move the date"), _("The date is moved."),
    )  # fmt: skip


@login_required
@TAKES_FORM
def progress_create(request, uid):
    """Tell what became of an action."""
    action, by = _of(request, KeyAction, uid, "responsible"), request.user
    form = ProgressForm(
        request.POST or None, request.FILES or None, action=action,
        languages=languages_of(action.recommendation),
    )  # fmt: skip

    def save(values, _version):
        file = values.pop("file")
        return progress.tell_progress(by=by, action=action, values=values, file=file)

    return _page(
        request, form, save, action.recommendation, _("Tell progress"), _("The progress is recorded.")
    )


@login_required
@TAKES_FORM
def verification_create(request, uid):
    """Look at what was told as completed."""
    update = _of(request, ProgressUpdate, uid, "action__responsible")
    if not progress.is_independent(request.user, update):
        raise PermissionDenied
    return _page(
        request, VerificationForm(request.POST or None),
        lambda values, _version: progress.verify_progress(by=request.user, update=update, values=values),
        update.action.recommendation, _("Verify"), _("The verdict is recorded."),
    )  # fmt: skip


@login_required
@require_POST
def answer_link(request, uid):
    """Send the addressee a new link to answer with; shown once when there is nowhere to mail it."""
    addressee = _of(request, Addressee, uid, "organization")
    sent = answer_links.send_answer_link(
        by=request.user, addressee=addressee, site=request.build_absolute_uri("/")
    )
    say_sent(request, [sent])
    return redirect(address_of(addressee.recommendation))


PATHS = {Addressee: "recommendation", KeyAction: "recommendation", ProgressUpdate: "action__recommendation"}


def _of(request, model, uid, *further):
    """The record, if the visitor may know it (else 404) and runs the dialogue there (else 403)."""
    path = PATHS[model]
    rows = model.objects.visible_to(request.user).select_related(f"{path}__committee", *further)
    record = get_object_or_404(rows, uid=uid)
    country = (
        record.action.recommendation.country_id
        if model is ProgressUpdate
        else record.recommendation.country_id
    )
    if not may_run(request.user, country):
        raise PermissionDenied
    return record


def _page(request, form, save, recommendation, title, said, **options):
    """A page with a form about a part of a recommendation, which leads back to it."""
    name, here = in_language(recommendation.title, get_language()), address_of(recommendation)
    return form_page(
        request, form, save, title=title, lead=name, said=said, cancel=here, done=lambda _result: here,
        crumbs=crumbs({"label": recommendation.code or name, "url": here}, {"label": title}), **options,
    )  # fmt: skip
