from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import services
from ..forms import ProfileForm
from ..models import ApiToken, RoleGrant


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Name, language, roles and API tokens of the visitor."""
    user = request.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        services.change_profile(by=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "grants": RoleGrant.objects.of(user).in_force().with_country(),
        "tokens": ApiToken.objects.of(user).newest_first(),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)
