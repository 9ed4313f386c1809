"""Where the portal is, for what no request asks for: commands and jobs."""

from django.conf import settings


def own_address():
    """The address of the portal by its settings: its first host."""
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return f"{'https' if settings.HTTPS else 'http'}://{host.lstrip('.*')}/"
