"""The front page of the network."""

from ..table import public

PAGES = {"network:home": public()}


def records(owner):
    """It needs none."""
    return {}
