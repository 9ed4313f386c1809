from django.urls import path

from .views import profile, tokens

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("tokens/create/", tokens.token_create, name="token-create"),
    path("tokens/<uuid:uid>/revoke/", tokens.token_revoke, name="token-revoke"),
]
