from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from sse_portal.ui.admin import look_at

from .models import ApiToken, RoleGrant, User

# The portal's own sign-in, with its limits and its second factor.
admin.site.login = secure_admin_login(admin.site.login)

look_at(
    User, "email", "name", "is_active", "last_login", search_fields=("email", "name"), exclude=("password",)
)
look_at(RoleGrant, "user", "role", "country", "starts_at", "ends_at", list_filter=("role", "country"))
look_at(ApiToken, "user", "name", "hint", "expires_at", "revoked_at", exclude=("digest",))
