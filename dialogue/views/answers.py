"""What an addressee does with the link of its letter, without an account: answer, plan actions, tell progress."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods
from rest_framework.throttling import BaseThrottle

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.ui.prose import prose

from ..forms.tracking import ActionForm, ProgressForm, ResponseForm
from ..services import answer_links as services
from ..summaries.answer_page import own_tracking
from .recommendations import languages_of

TAKES_FORM = require_http_methods(["GET", "HEAD", "POST"])


def opened(view):
    """The view gets the addressee that the key opens. No page of it is kept, listed, or named in a Referer."""

    @wraps(view)
    @cache_control(private=True, no_store=True)
    @TAKES_FORM
    def guarded(request, key, **further):
        try:
            addressee = services.addressee_of_link(key=key, client=BaseThrottle().get_ident(request))
        except (services.DeadLink, services.TooManyRequests) as problem:
            context = {"text": problem.message}
            response = render(request, "dialogue/answer_closed.html", context, status=problem.status)
        else:
            response = view(request, key, addressee, **further)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@opened
def answer(request, key, addressee):
    """The recommendation, and the form to answer it."""
    form = ResponseForm(
        request.POST or None, request.FILES or None, is_own=True,
        languages=languages_of(addressee.recommendation),
    )  # fmt: skip

    def save(values):
        file = values.pop("file")
        return services.respond_by_link(addressee=addressee, values=values, file=file)

    return _page(request, key, addressee, form, save, _("Your answer"), with_text=True)


@opened
def answer_action(request, key, addressee):
    """Plan an action of one’s own."""
    form = ActionForm(request.POST or None, languages=languages_of(addressee.recommendation))
    return _page(
        request, key, addressee, form,
        lambda values: services.plan_by_link(addressee=addressee, values=values), _("Plan an action"),
    )  # fmt: skip


@opened
def answer_progress(request, key, addressee, uid):
    """Tell what became of an action of one’s own."""
    action = get_object_or_404(addressee.actions.select_related("recommendation", "responsible"), uid=uid)
    form = ProgressForm(
        request.POST or None, request.FILES or None, action=action, is_own=True,
        languages=languages_of(addressee.recommendation),
    )  # fmt: skip

    def save(values):
        file = values.pop("file")
        return services.tell_by_link(addressee=addressee, action=action, values=values, file=file)

    title = in_language(action.title, get_language())
    return _page(request, key, addressee, form, save, title)


def _page(request, key, addressee, form, save, title, *, with_text=False):
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                save(form.values())
            except Problem as problem:
                form.tell(problem)
                status = problem.status
            else:
                messages.success(request, _("Thank you. It is recorded."))
                return redirect(reverse("dialogue:answer", args=[key]))
    language, recommendation = get_language(), addressee.recommendation
    context = {
        "form": form, "key": key, "title": title, "organization": addressee.organization.name,
        "code": recommendation.code, "name": in_language(recommendation.title, language),
        "committee": in_language(recommendation.committee.name, language),
        "text": prose(in_language(recommendation.text, language)) if with_text else "",
        "text_language": language_chosen(recommendation.text, language),
        "own": own_tracking(addressee, language), "with_text": with_text,
    }  # fmt: skip
    return render(request, "dialogue/answer.html", context, status=status)
