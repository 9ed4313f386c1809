"""Files of others stand here as released: the lists of them are complete, and the hashes hold."""

import hashlib
import json

import pytest

from .files import ROOT

FOLDERS = ["static/vendor", "tests/vendor"]


@pytest.fixture(params=FOLDERS)
def folder(request):
    return ROOT / request.param


@pytest.fixture
def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_every_file_is_listed_with_its_package_version_and_licence(folder, manifest):
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {
        "manifest.json"
    }
    assert files == {entry["path"] for entry in manifest}
    assert all(entry["package"] and entry["version"] and entry["licence"] for entry in manifest)


def test_every_file_is_the_one_that_was_released(folder, manifest):
    changed = [
        entry["path"]
        for entry in manifest
        if hashlib.sha256((folder / entry["path"]).read_bytes()).hexdigest() != entry["sha256"]
    ]
    assert changed == []


def test_the_licence_of_every_package_stands_beside_it(folder, manifest):
    with_licence = {entry["package"] for entry in manifest if "LICEN" in entry["path"].upper()}
    assert {entry["package"] for entry in manifest} - with_licence == set()
