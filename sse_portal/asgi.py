"""The ASGI application, for hosts that need one; WSGI is the measured choice."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sse_portal.settings")
application = get_asgi_application()
