"""Comments: written by anybody, looked at and answered by the secretariat."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe
from rest_framework.throttling import BaseThrottle

from sse_portal.api.parameters import BadParameter
from sse_portal.basics.problems import Problem
from sse_portal.records.editing import version_of
from sse_portal.records.services import UidTaken
from sse_portal.ui.caching import for_one_reader

from ..forms.consultations import CommentForm, DisposeForm
from ..models import Comment
from ..services import comment_guard as guard
from ..services import comments as services
from ..services.common import may_run
from ..summaries.comments import queue, queue_rows
from ..summaries.consultations import WHOLE, consultation_page
from .consultations import TAKES_FORM, address_of, crumbs, form_about, kept, known, languages_of, next_url

QUEUE = (
    ("waiting", N_("To look at")), ("answer", N_("To answer")), ("shown", N_("Shown")),
    ("refused", N_("Not shown")),
)  # fmt: skip


@TAKES_FORM
def comment_create(request, uid):
    """Write a comment, with or without an account; ?about=p1 on a part. After the end what was typed comes back."""
    consultation = known(request, uid)
    try:
        services.require_open(consultation)
    except services.NotOpen as problem:
        return _closed(request, consultation, problem)
    form = _comment_form(request, consultation)
    status, problem = 200, None
    if form.is_bound:
        status, problem = _take_in(request, consultation, form)
        if isinstance(problem, services.NotOpen):
            return _closed(request, consultation, problem)
        if status == 200:
            return redirect(f"{address_of(consultation)}#comments")
        if not guard.is_genuine(form.data.get("token", ""), consultation):
            form.renewed(guard.form_token(consultation))
    page = consultation_page(consultation, request.user, get_language())
    here, title = address_of(consultation), _("Write a comment")
    context = {
        "page": page, "form": form, "title": title, "cancel_url": here,
        "part": _part_of(page, form["anchor"].value()),
        "crumbs": crumbs({"label": page.row.title, "url": here}, {"label": title}),
    }  # fmt: skip
    return for_one_reader(request, render(request, "dialogue/comment_create.html", context, status=status))


def _comment_form(request, consultation):
    user = request.user
    initial = {"token": guard.form_token(consultation), "anchor": _asked_part(request)}
    if user.is_authenticated:
        initial |= {"author_name": user.name, "author_email": user.email}
    return CommentForm(request.POST or None, user=user, consultation=consultation, initial=initial)


def _asked_part(request):
    asked = request.GET.get("about", "")
    return "" if asked == WHOLE else asked


def _part_of(page, anchor):
    return next((part for part in page.parts if part.anchor and part.anchor == anchor), None)


def _take_in(request, consultation, form):
    """(status, the problem or None) of a form that was sent; its problems stand in the form."""
    if not form.is_valid():
        return 422, None
    try:
        uid = guard.uid_from_form(form.cleaned_data["token"], consultation, trap=form.cleaned_data["website"])
        comment = _made(request, consultation, form.values(), uid)
    except Problem as problem:
        form.tell(problem)
        return problem.status, problem
    if comment.state == Comment.State.SHOWN:
        messages.success(request, _("Thank you. Your comment is shown."))
    else:
        messages.success(
            request, _("Thank you. Your comment is shown once the secretariat has looked at it.")
        )
    return 200, None


def _made(request, consultation, values, uid):
    """The comment of a form. One that was gone back to and changed makes another comment."""
    user = request.user if request.user.is_authenticated else None
    given = {
        "by": user,
        "consultation": consultation,
        "values": values,
        "client": BaseThrottle().get_ident(request),
    }
    try:
        return services.make_comment(uid=uid, **given)
    except UidTaken:
        return services.make_comment(**given)


def _closed(request, consultation, problem):
    """A page that says so, with what was typed to copy."""
    title = _("Comments are not taken now")
    here = address_of(consultation)
    context = {
        "title": title, "text": problem.message, "back_url": here, "typed": request.POST.get("text", ""),
        "crumbs": crumbs({"label": title}),
    }  # fmt: skip
    return render(request, "dialogue/comment_closed.html", context, status=problem.status)


@login_required
@require_safe
def comment_queue(request, uid):
    """The comments of a consultation as its secretariat works on them; ?state=answer those to be answered."""
    consultation, state = kept(request, uid), request.GET.get("state", "waiting")
    if state not in dict(QUEUE):
        raise Http404
    try:
        found = queue(consultation, state, request.user, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        raise Http404 from problem
    page = consultation_page(consultation, request.user, get_language())
    counts = {"waiting": page.desk.waiting, "answer": page.desk.unanswered}
    tabs = [
        {"url": f"?state={name}", "label": _(label), "current": name == state, "count": counts.get(name)}
        for name, label in QUEUE
    ]
    title = _("Comments to work on")
    context = {
        "title": title, "lead": page.row.title, "queue": found, "tabs": tabs,
        "next_url": next_url(request, found.next_cursor), "is_reported": page.is_reported,
        "crumbs": crumbs({"label": page.row.title, "url": address_of(consultation)}, {"label": title}),
    }  # fmt: skip
    return for_one_reader(request, render(request, "dialogue/comment_queue.html", context))


@login_required
@require_POST
def comment_moderate(request, uid):
    """Let a comment through, or not."""
    comment = _kept_comment(request, uid)
    values = {name: request.POST.get(name, "") for name in ("state", "refusal")}
    try:
        services.moderate_comment(
            by=request.user, comment=comment, values=values, version=version_of(request)
        )
    except Problem as problem:
        messages.error(
            request, " ".join([str(entry["message"]) for entry in problem.errors] or [problem.message])
        )
    else:
        shown = values["state"] == Comment.State.SHOWN
        messages.success(request, _("The comment is shown.") if shown else _("The comment is not shown."))
    return redirect(_queue_address(comment))


@login_required
@TAKES_FORM
def comment_dispose(request, uid):
    """Say what becomes of a comment, and why."""
    comment = _kept_comment(request, uid)
    consultation = comment.consultation
    form = DisposeForm(
        request.POST or None, record=comment, languages={*languages_of(consultation), comment.language}
    )
    (queued,) = queue_rows([comment], consultation, request.user, get_language())
    back = f"{_queue_address(comment)}?state=answer"
    return form_about(
        request, consultation, form, _("Answer the comment"), _("The answer is saved."),
        lambda values, version: services.dispose_comment(
            by=request.user, comment=comment, values=values, version=version
        ),
        record=comment, lead=f"{queued.part}: “{comment.text}”", cancel=back, done=lambda _result: back,
    )  # fmt: skip


def _kept_comment(request, uid):
    """The comment, if the visitor may know it (else 404) and runs its country’s dialogue (else 403)."""
    rows = Comment.objects.visible_to(request.user).select_related("consultation__committee")
    comment = get_object_or_404(rows, uid=uid)
    if not may_run(request.user, comment.consultation.country_id):
        raise PermissionDenied
    return comment


def _queue_address(comment):
    return reverse("dialogue:comment-queue", args=[comment.consultation.uid])
