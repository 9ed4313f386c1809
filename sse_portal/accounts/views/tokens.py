from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .. import services
from ..forms import TokenForm
from ..models import ApiToken


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_create(request):
    """Make a token; its secret is shown on the answer to the POST and never again."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        token, secret = services.issue_token(by=request.user, **form.cleaned_data)
        return render(request, "accounts/token_shown.html", {"token": token, "secret": secret})
    return render(request, "accounts/token_create.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def token_revoke(request, uid):
    token = get_object_or_404(ApiToken.objects.of(request.user), uid=uid)
    services.revoke_token(by=request.user, token=token)
    messages.success(request, _("The token no longer works."))
    return redirect("accounts:profile")
