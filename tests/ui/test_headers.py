import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from sse_portal.ui.middleware import ContentSecurityPolicy


def answered(**attributes):
    def view(request):
        response = HttpResponse("ok", headers={"X-Frame-Options": "DENY"})
        for name, value in attributes.items():
            setattr(response, name, value)
        return response

    return ContentSecurityPolicy(view)(RequestFactory().get("/"))


@pytest.mark.django_db
def test_every_answer_carries_the_policy(client):
    for path in ("/health/live", "/no-such-page/"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_a_view_may_name_who_frames_it():
    response = answered(csp_frame_ancestors="https://stats.example")

    assert "frame-ancestors https://stats.example" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers


def test_otherwise_nobody_frames_it():
    response = answered()

    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
