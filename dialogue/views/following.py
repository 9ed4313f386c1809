"""What a reader follows, and the mail a day about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.ui.caching import for_one_reader

from ..models import Follow
from ..services import following as services
from ..summaries.following import followed_page, page_of
from ..summaries.news import news_page
from .ways import below_dialogue

NEWEST = 10


@login_required
@require_safe
def follow_list(request):
    """What the reader follows, the newest of it, and whether they want mails."""
    user, language = request.user, get_language()
    context = {
        "page": followed_page(user, language),
        "news": news_page({"followed": True}, user, language, size=NEWEST),
        "crumbs": below_dialogue([{"label": _("What you follow")}]),
    }
    return for_one_reader(request, render(request, "dialogue/follow_list.html", context))


@login_required
@require_POST
def follow(request, kind, uid):
    """Be told of a record from now on."""
    record = _known(request, kind, uid)
    services.follow(by=request.user, record=record)
    messages.success(request, _("You follow it: what changes comes to you by mail, once a day at most."))
    return redirect(page_of(record) or "dialogue:follow-list")


@login_required
@require_POST
def unfollow(request, kind, uid):
    """Be told of it no more."""
    record = _known(request, kind, uid)
    services.unfollow(by=request.user, record=record)
    messages.success(request, _("You do not follow it any more."))
    return redirect(page_of(record) or "dialogue:follow-list")


@login_required
@require_POST
def follow_end(request, uid):
    """The same from the list, also of what one may not know any more."""
    found = get_object_or_404(Follow.objects.of_user(request.user), uid=uid)
    services.end_follow(by=request.user, follow=found)
    messages.success(request, _("You do not follow it any more."))
    return redirect("dialogue:follow-list")


@login_required
@require_POST
def digest_change(request):
    """Want the mails, or not."""
    services.change_digest(by=request.user, is_wanted=request.POST.get("is_wanted") == "on")
    messages.success(request, _("It is recorded, and works from now on."))
    return redirect("dialogue:follow-list")


# A mail program stops them by one POST without cookies (RFC 8058); the token in the address says whose they are.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def digest_stop(request, token):
    """Stop the mails by the link in each of them, without sign-in. Opening it changes nothing."""
    try:
        if request.method == "POST":
            services.stop_mails(token=token)
        else:
            services.digest_of_link(token)
    except services.BadStopLink as problem:
        raise Http404 from problem
    response = render(request, "dialogue/digest_stop.html", {"is_done": request.method == "POST"})
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _known(request, kind, uid):
    """The record of that kind, if the reader may know it; 404 otherwise."""
    if kind not in services.FOLLOWED:
        raise Http404
    return get_object_or_404(services.FOLLOWED[kind].objects.visible_to(request.user), uid=uid)
