"""A small sample study in Cambodia, and releases of it."""

import pytest

from mapping.sample.load import load_country
from mapping.services.definitions import create_starter_definitions
from mapping.services.releases import build_release, publish_release
from tests.plugins.layers import made_once

COUNT = 160


@pytest.fixture
@made_once
def definitions(reference):
    """A starting template for each country."""
    create_starter_definitions()


@pytest.fixture
@made_once
def study(definitions):
    """160 synthetic responses in every status."""
    return load_country("KH", COUNT)


@pytest.fixture
@made_once
def built(study):
    """A release that was built and not published."""
    return build_release(by=None, studies=[study])


@pytest.fixture
def published(built, dara):
    """A published release."""
    return publish_release(by=dara, release=built, version=built.version)
