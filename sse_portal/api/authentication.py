"""Who asks: a bearer token, or the session of the browser."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions

from sse_portal.accounts.services import note_token_use, user_by_token

MAX_SECRET = 200
USE_IS_NOTED_EVERY = timedelta(minutes=1)


class BearerToken(authentication.BaseAuthentication):
    """`Authorization: Bearer sse_…` (RFC 6750). Gives (user, token); a wrong token is 401."""

    scheme = "Bearer"

    def authenticate(self, request):
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return self._nobody(scheme)
        token = user_by_token(secret.strip()) if 0 < len(secret) <= MAX_SECRET else None
        if token is None:
            raise exceptions.AuthenticationFailed(_("This token is wrong, expired or revoked."))
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > USE_IS_NOTED_EVERY:
            note_token_use(token, at=now)
        return token.user, token

    def _nobody(self, scheme):
        """No header: the session may know. Another scheme is refused, not answered as to nobody."""
        if scheme:
            raise exceptions.AuthenticationFailed(_("Use “Authorization: Bearer” with a token."))

    def authenticate_header(self, request):
        return 'Bearer realm="SSE Portal API"'


class Session(authentication.SessionAuthentication):
    """The signed-in browser; unsafe methods need the CSRF token."""
