"""The pages about this part of the dialogue, and one record of each kind in Cambodia for them."""

from ..table import public

PAGES = {"dialogue:home": public()}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    return {}
