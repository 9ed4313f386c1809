"""Our own static files can be served with hashed names, and fetch nothing from elsewhere."""

import json
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

STATIC = Path(settings.BASE_DIR) / "static"


def test_the_files_can_be_collected_under_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}

    call_command("collectstatic", interactive=False, verbosity=0)

    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert re.fullmatch(r"css/portal\.[0-9a-f]{12}\.css", names["css/portal.css"])
    fonts = (tmp_path / names["css/fonts.css"]).read_text()
    assert re.search(r"noto-sans-khmer-khmer-wght-normal\.[0-9a-f]{12}\.woff2", fonts)


def test_htmx_comes_with_its_package():
    assert staticfiles_storage.url("django_htmx/htmx-4.min.js").endswith("htmx-4.min.js")


def test_no_stylesheet_or_script_of_ours_names_another_host():
    ours = [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]
    assert len(ours) >= 6
    for file in ours:
        assert not re.search(r"(https?:)?//[a-z0-9.-]+\.[a-z]{2,}", file.read_text()), file


def test_every_package_in_the_manifest_brings_its_licence():
    files = json.loads((STATIC / "vendor" / "manifest.json").read_text())
    packages = {file["package"] for file in files}
    assert len(packages) == 4
    for package in packages:
        assert any(file["package"] == package and file["path"].endswith("/LICENSE") for file in files)
        assert all(file["licence"] for file in files)


def test_every_letter_of_the_seven_languages_has_a_font():
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", (STATIC / "css" / "fonts.css").read_text())
    covered = [range(int(first, 16), int(last or first, 16) + 1) for first, last in ranges]
    samples = "English ខ្មែរ Кыргызча ңүөҢҮӨ Русский ёЁ Монгол ไทย Tiếng Việt ĐđƠơƯưẠỹ “”–…"
    assert {letter for letter in samples if not any(ord(letter) in letters for letters in covered)} == set()
