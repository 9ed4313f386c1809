"""For a supervisor: is the process alive, and can it answer?"""

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PLAIN = "text/plain; charset=utf-8"


@require_safe
@never_cache
def live(request):
    """200 while the process runs, whatever the database does."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@never_cache
def ready(request):
    """200 when the database answers, else 503 with Retry-After."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", status=503, content_type=PLAIN, headers={"Retry-After": "5"})
    return HttpResponse("ok\n", content_type=PLAIN)
