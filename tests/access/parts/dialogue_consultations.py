"""The pages about this part of the dialogue, and one record of each kind in Cambodia for them."""

PAGES = {}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    return {}
