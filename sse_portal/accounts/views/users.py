"""Accounts and roles, for those who grant them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference

from .. import services
from ..forms import GrantForm, InvitationForm
from ..models import RoleGrant, User
from ..roles import Can

SHOWN = 100
FORM = ["GET", "HEAD", "POST"]


def _manageable(user):
    """The accounts that `user` may see: all, or those of the own countries. PermissionDenied without the right."""
    services.require(user, Can.GRANT_ROLES)
    held = services.countries_of(user, Can.GRANT_ROLES)
    return User.objects.all() if held is services.EVERYWHERE else User.objects.managed_in(held)


def _countries(user):
    held = services.countries_of(user, Can.GRANT_ROLES)
    everywhere = held is services.EVERYWHERE
    rows = [row for row in reference.countries() if everywhere or row.iso2 in held]
    named = [(row.iso2, in_language(row.names, get_language())) for row in rows]
    return [*([("", _("all countries"))] if everywhere else []), *sorted(named, key=lambda pair: pair[1])]


@login_required
@require_safe
def user_list(request):
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    found = list(_manageable(request.user).named(text).by_email()[: SHOWN + 1])
    context = {"users": found[:SHOWN], "more": len(found) > SHOWN, "q": text}
    return render(request, "accounts/user_list.html", context)


@login_required
@require_http_methods(FORM)
def user_invite(request):
    """Make an account and mail its owner how to choose a password."""
    _manageable(request.user)
    form = InvitationForm(
        request.POST or None, countries=_countries(request.user), initial={"language": get_language()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = services.invite_user(
                by=request.user, site=request.build_absolute_uri("/"), **form.cleaned_data
            )
        except Problem as problem:
            form.add_error(problem.field, problem.message)
        else:
            messages.success(
                request, _("A link to choose a password was mailed to %(email)s.") % {"email": user.email}
            )
            return redirect("accounts:user-detail", user.uid)
    return render(request, "accounts/user_invite.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(FORM)
def user_detail(request, uid):
    """An account with its roles, and the form for another role."""
    user = get_object_or_404(_manageable(request.user), uid=uid)
    form = GrantForm(request.POST or None, countries=_countries(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            services.grant_role(by=request.user, user=user, **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("The role works from now on."))
            return redirect("accounts:user-detail", uid)
    context = {"person": user, "grants": RoleGrant.objects.of(user).with_country(), "form": form}
    return render(request, "accounts/user_detail.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def user_active(request, uid):
    """Close an account (`active=no`) or open it again (`active=yes`)."""
    user = get_object_or_404(_manageable(request.user), uid=uid)
    services.set_active(by=request.user, user=user, active=request.POST.get("active") == "yes")
    messages.success(request, _("Saved."))
    return redirect("accounts:user-detail", uid)


@login_required
@require_POST
def grant_end(request, uid):
    """End a role from now on."""
    users = _manageable(request.user)
    grant = get_object_or_404(RoleGrant.objects.filter(user__in=users), uid=uid)
    services.end_grant(by=request.user, grant=grant)
    messages.success(request, _("The role has ended."))
    return redirect("accounts:user-detail", grant.user.uid)
