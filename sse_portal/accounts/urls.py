from django.urls import path

from .views import profile, tokens, users

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("tokens/create/", tokens.token_create, name="token-create"),
    path("tokens/<uuid:uid>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("users/", users.user_list, name="user-list"),
    path("users/invite/", users.user_invite, name="user-invite"),
    path("users/<uuid:uid>/", users.user_detail, name="user-detail"),
    path("users/<uuid:uid>/active/", users.user_active, name="user-active"),
    path("grants/<uuid:uid>/end/", users.grant_end, name="grant-end"),
]
