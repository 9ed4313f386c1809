"""Security headers of every answer, and the page that a foreseen problem gets."""

from django.shortcuts import render

from sse_portal.basics.problems import Problem

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors {}"
)
HEADERS = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class ContentSecurityPolicy:
    """No inline script or style and nothing from elsewhere.

    A view that may be framed sets `response.csp_frame_ancestors`, for example to "https://stats.example".
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        ancestors = getattr(response, "csp_frame_ancestors", "'none'")
        response.headers.setdefault("Content-Security-Policy", POLICY.format(ancestors))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if ancestors != "'none'":
            # The older header knows no list of hosts, and would forbid what the policy allows.
            response.headers.pop("X-Frame-Options", None)
        return response


class ForeseenProblems:
    """Turns a Problem that no view caught into a page with its status and its sentence."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """A page for a Problem; anything else goes on to Django."""
        if not isinstance(exception, Problem):
            return None
        return render(request, "ui/problem.html", {"problem": exception}, status=exception.status)
