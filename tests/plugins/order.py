"""The order of the files: what takes long begins first, so that no process is left alone with it at the end."""

import pytest

from .databases import touches_a_database

LONG, BROWSER, PROPERTY, DATABASE, PLAIN = 10.0, 2.0, 2.0, 0.1, 0.005


def seconds(item):
    """About how long a test takes."""
    if item.get_closest_marker("long"):
        return LONG
    if item.get_closest_marker("browser"):
        return BROWSER
    if getattr(item.obj, "is_hypothesis_test", False):
        return PROPERTY
    return DATABASE if touches_a_database(item) else PLAIN


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Sort by file, the longest first; within a file the order stays. The runner must not sort the files again."""
    total = {}
    for item in items:
        total[item.path] = total.get(item.path, 0) + seconds(item)
    items.sort(key=lambda item: (-total[item.path], item.path))
