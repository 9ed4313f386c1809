"""The pages about this part of the network, and one record of each kind in Cambodia for them."""

from ..table import SIGNED_IN, Page

PAGES = {
    "network:organization-choose": Page({"GET": SIGNED_IN}, query="?field=partner&partner=samakum"),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    return {}
