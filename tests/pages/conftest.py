"""Small published releases, and a look at a page without its one-time form token."""

from functools import partial

import pytest

from mapping.sample.load import load_country
from mapping.services.definitions import create_starter_definitions
from mapping.services.releases import build_release, publish_release
from tests import reading
from tests.plugins.layers import made_once


@pytest.fixture
@made_once
def definitions(reference):
    """A starting template for each country."""
    create_starter_definitions()


@pytest.fixture
def publish(definitions):
    """Load a synthetic study and publish a release of it: publish("KH", 120)."""

    def load_and_publish(iso2, count):
        release = build_release(by=None, studies=[load_country(iso2, count)])
        return publish_release(by=None, release=release, version=release.version)

    return load_and_publish


@pytest.fixture
def seen(client):
    """What a reader sees at an address: seen("/")."""
    return partial(reading.seen, client)
