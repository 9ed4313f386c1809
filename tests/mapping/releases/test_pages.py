import re

import pytest
from django.urls import reverse

from mapping.indicators import INDICATORS
from mapping.models import Release
from mapping.services.releases import build_release, publish_release, start_release, withdraw_release
from tests.factories import a_study, a_user
from tests.reading import seen

# Three of them are for the links to what rests on a release.
BUDGET = 18


def url(name, *args):
    return reverse(f"mapping:release-{name}", args=args)


def test_everybody_reads_a_published_release(client, published):
    page = client.get(url("detail", published.uid))
    text = page.content.decode()
    assert page.status_code == 200
    assert published.digest in text and published.label in text
    assert all(code in text for code in INDICATORS)
    assert "observations/?format=csv" in text


@pytest.mark.parametrize("code", INDICATORS)
def test_every_indicator_has_its_tables(client, published, code):
    page = client.get(url("indicator", published.uid, code))
    assert page.status_code == 200 and "<table" in page.content.decode()


@pytest.mark.parametrize("language", ["km", "ky", "ru", "mn", "th", "vi"])
def test_the_pages_come_in_every_language(client, published, language):
    client.cookies["django_language"] = language
    for address in (url("detail", published.uid), url("indicator", published.uid, "I11")):
        assert f'<html lang="{language}">' in client.get(address).content.decode()


@pytest.mark.parametrize("code", ["I31", "i01", "x", "I01%00"])
def test_an_indicator_that_does_not_exist_is_not_found(client, published, code):
    assert client.get(f"/releases/{published.uid}/{code}/").status_code == 404
    assert client.get(f"/indicators/{code}/").status_code == 404


def test_the_page_that_builds_a_release_is_a_part_of_its_study(client, study, dara):
    client.force_login(dara)
    text = client.get(url("build", study.uid)).content.decode()
    for page in ("study-detail", "review-queue-of-study", "study-quality"):
        assert f'href="{reverse(f"mapping:{page}", args=[study.uid])}"' in text


def test_pages_take_few_queries_however_many_figures_there_are(
    client, published, django_assert_max_num_queries, dara
):
    client.force_login(dara)
    for address in (url("detail", published.uid), url("indicator", published.uid, "I01")):
        client.get(address)
        with django_assert_max_num_queries(BUDGET):
            client.get(address)


def test_a_built_release_is_seen_by_those_who_make_releases_only(
    client, built, dara, aigul, sokha, narin, guest
):
    addresses = [url("detail", built.uid), url("indicator", built.uid, "I01"), url("progress", built.uid)]
    for user in (None, aigul, sokha, narin, guest):
        client.logout() if user is None else client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    client.force_login(dara)
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


def test_the_public_page_is_the_same_with_and_without_unpublished_releases(client, study, published):
    addresses = [url("detail", published.uid), reverse("mapping:indicator-detail", args=["I01"])]
    before = [seen(client, address) for address in addresses]
    build_release(by=None, studies=[study])
    assert [seen(client, address) for address in addresses] == before


def test_a_withdrawn_release_says_why_and_shows_no_figure(client, published, dara):
    withdraw_release(by=dara, release=published, reason="Counted <b>twice</b>.", version=published.version)
    text = client.get(url("detail", published.uid)).content.decode()
    assert "Counted &lt;b&gt;twice&lt;/b&gt;." in text
    assert "I11" not in text and "<svg xmlns" not in text
    assert client.get(url("indicator", published.uid, "I11")).status_code == 404


def test_a_reviewer_builds_publishes_and_withdraws_in_the_browser(
    client, study, dara, django_capture_on_commit_callbacks
):
    client.force_login(dara)
    assert client.get(url("build", study.uid)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(url("build", study.uid), {"label": "Spring"})
    release = Release.objects.get()
    assert page.url == url("detail", release.uid) and release.status == Release.Status.BUILT

    page = client.post(url("publish", release.uid), {"version": release.version}, follow=True)
    assert "The release is published." in page.content.decode()
    release.refresh_from_db()
    page = client.post(url("withdraw", release.uid), {"version": release.version, "reason": ""})
    assert page.status_code == 422
    page = client.post(
        url("withdraw", release.uid), {"version": release.version, "reason": "Wrong file."}, follow=True
    )
    assert "Wrong file." in page.content.decode()


def test_a_stale_page_publishes_nothing(client, built, dara):
    client.force_login(dara)
    page = client.post(url("publish", built.uid), {"version": built.version - 1})
    assert page.status_code == 412
    assert Release.objects.get().status == Release.Status.BUILT


@pytest.mark.parametrize("version", ["", "x", "-1", str(10**30), "1\x00"])
def test_nonsense_for_a_version_is_refused(client, built, dara, version):
    client.force_login(dara)
    assert client.post(url("publish", built.uid), {"version": version}).status_code == 422


@pytest.mark.parametrize("label", ["x" * 500, "a\x00b"])
def test_a_label_that_cannot_be_comes_back_in_the_form(client, study, dara, label):
    client.force_login(dara)
    page = client.post(url("build", study.uid), {"label": label})
    assert 400 <= page.status_code < 500 and not Release.objects.exists()


def test_a_taken_label_comes_back_with_the_reason(client, built, study, dara):
    client.force_login(dara)
    page = client.post(url("build", study.uid), {"label": built.label})
    assert page.status_code == 409 and f'value="{built.label}"' in page.content.decode()


def test_without_the_right_there_is_no_building_and_no_publishing(client, built, study, sokha, aigul):
    client.force_login(sokha)
    assert client.post(url("build", study.uid), {}).status_code == 403
    assert client.post(url("publish", built.uid), {"version": built.version}).status_code == 404
    client.force_login(aigul)
    assert client.post(url("build", study.uid), {}).status_code == 404
    assert client.post(url("rebuild", built.uid)).status_code == 404
    client.logout()
    assert client.post(url("build", study.uid), {}).status_code == 302
    assert Release.objects.count() == 1


def test_who_reads_a_release_but_may_not_publish_gets_no_step(client, published, sokha):
    client.force_login(sokha)
    assert client.post(url("withdraw", published.uid), {"version": 1, "reason": "x"}).status_code == 403
    assert url("withdraw", published.uid) not in client.get(url("detail", published.uid)).content.decode()


def test_the_page_shows_how_far_a_build_is_and_reloads_when_it_is_done(client, study, dara):
    release = start_release(by=dara, studies=[study])
    Release.objects.filter(pk=release.pk).update(step="counting", done=45)
    client.force_login(dara)
    text = client.get(url("detail", release.uid)).content.decode()
    assert 'hx-trigger="every 2s"' in text and 'http-equiv="refresh"' in text
    part = client.get(url("progress", release.uid))
    assert re.search(r'value="45"', part.content.decode()) and "HX-Refresh" not in part.headers
    Release.objects.filter(pk=release.pk).update(status="built")
    assert client.get(url("progress", release.uid)).headers["HX-Refresh"] == "true"


def test_a_failed_build_says_why_and_can_be_started_again(
    client, definitions, dara, django_capture_on_commit_callbacks
):
    study = a_study("KH")
    client.force_login(dara)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("build", study.uid), {})
    release = Release.objects.get()
    assert release.status == Release.Status.FAILED
    assert "no verified response" in client.get(url("detail", release.uid)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("rebuild", release.uid)).url == url("detail", release.uid)


def test_the_list_of_indicators_leads_to_each(client, reference):
    text = client.get(reverse("mapping:indicator-list")).content.decode()
    assert all(reverse("mapping:indicator-detail", args=[code]) in text for code in INDICATORS)


def test_an_indicator_shows_the_newest_figure_of_each_country(client, published):
    text = client.get(reverse("mapping:indicator-detail", args=["I11"])).content.decode()
    assert url("indicator", published.uid, "I11") in text and "sum(workers_total * w)" in text


def test_the_administrator_of_the_region_publishes_in_the_browser(client, built):
    client.force_login(a_user("regional_admin"))
    page = client.post(url("publish", built.uid), {"version": built.version})
    assert page.status_code == 302 and Release.objects.get().status == Release.Status.PUBLISHED


def test_a_release_that_was_overtaken_says_so(client, study, built, dara):
    rival = build_release(by=None, studies=[study])
    publish_release(by=dara, release=rival, version=rival.version)
    client.force_login(dara)
    page = client.post(url("publish", built.uid), {"version": built.version})
    assert page.status_code == 409 and "Build it again" in page.content.decode()
