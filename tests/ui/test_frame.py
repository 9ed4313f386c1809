"""The frame of every page, and the pages for what went wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.ui.middleware import ForeseenProblems

pytestmark = pytest.mark.django_db


def test_a_missing_page_is_told_in_the_frame(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    page = response.content.decode()
    assert "Page not found" in page
    assert 'href="#main"' in page
    assert 'id="main"' in page


def test_the_frame_is_in_the_language_of_the_reader(client):
    page = client.get("/no-such-page/", headers={"Accept-Language": "th"}).content.decode()
    assert '<html lang="th">' in page


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 429, 503])
def test_every_error_page_can_be_shown(client, status):
    request = RequestFactory().get("/")
    page = render_to_string(f"{status}.html", request=request)
    assert f">{status}</p>" in page
    assert "<h1>" in page


def test_the_page_for_a_fault_of_ours_needs_nothing():
    page = render_to_string("500.html")
    assert "Something went wrong" in page
    assert "css/portal.css" in page


@pytest.mark.parametrize("problem", [Conflict("It was verified meanwhile."), Invalid("No.", field="name")])
def test_a_foreseen_problem_becomes_a_page_with_its_status(problem):
    middleware = ForeseenProblems(lambda request: None)
    response = middleware.process_exception(RequestFactory().get("/"), problem)

    assert response.status_code == problem.status
    assert problem.message in response.content.decode()


def test_the_places_of_a_problem_are_listed_as_text():
    problem = Invalid(
        "Two answers.", errors=[{"field": "members", "code": "x", "message": "<b>too many</b>"}]
    )
    page = ForeseenProblems(None).process_exception(RequestFactory().get("/"), problem).content.decode()
    assert "members: &lt;b&gt;too many" in page


def test_any_other_exception_is_left_to_django():
    assert ForeseenProblems(None).process_exception(RequestFactory().get("/"), ValueError("x")) is None


def test_a_guest_may_sign_in_and_come_back(client):
    page = client.get("/no-such-page/?a=1&b=2").content.decode()
    assert "/accounts/login/?next=/no-such-page/%3Fa%3D1%26b%3D2" in page


def test_the_language_menu_names_each_language_in_itself(client):
    page = client.get("/no-such-page/").content.decode()
    for code, name in (("km", "ខ្មែរ"), ("mn", "Монгол"), ("vi", "Tiếng Việt")):
        assert f'value="{code}" lang="{code}"' in page
        assert name in page


def test_no_page_has_inline_script_or_style(client):
    with translation.override("en"):
        page = client.get("/no-such-page/").content.decode()
    assert "style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert "onclick" not in page
