"""Rows that take long to make are made once for all tests in a row that begin with them.

    @pytest.fixture
    @made_once
    def study(definitions): ...

Each such fixture is a layer: a savepoint that stays open below the transactions of the tests, each of which ends at
its own savepoint as ever. Before a test, layers it does not ask for are rolled back, so that it finds what it would
find alone. Arguments are other layers, or what asks for tables alone (`reference`); each test has its own copy.
"""

import copy
import inspect

import pytest
from django.db import transaction


def made_once(make):
    """Make a layer of the function of a fixture."""

    def fixture(**arguments):
        # A test with threads or a live server has no transaction to stand on, and one may ask when it has begun.
        layers = arguments.pop("layers")
        return copy.deepcopy(layers.values[make]) if make in layers.values else make(**arguments)

    fixture.__name__, fixture.__doc__, fixture.make = make.__name__, make.__doc__, make
    own = inspect.signature(make)
    extra = inspect.Parameter("layers", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    fixture.__signature__ = own.replace(parameters=[*own.parameters.values(), extra])
    return fixture


class Layers:
    """The layers that are open, lowest first: the function of each and what it returned."""

    def __init__(self):
        self.values = {}
        self.transactions = []

    def become(self, wanted):
        """Leave exactly the layers `wanted` open: a list of (function, names of the layers it needs)."""
        names = [make for make, _ in wanted]
        while list(self.values) != names[: len(self.values)]:
            self.close()
        for make, needs in wanted[len(self.values) :]:
            self.open(make, needs)

    def open(self, make, needs):
        atomic = transaction.atomic()
        # As Django marks those of its own test cases: blocks that must be outermost may stand in it.
        atomic._from_testcase = True
        atomic.__enter__()
        self.transactions.append(atomic)
        given = {each.__name__: value for each, value in self.values.items() if each.__name__ in needs}
        self.values[make] = None
        try:
            self.values[make] = make(**dict.fromkeys(needs) | given)
        except BaseException:
            self.close()
            raise

    def close(self):
        self.values.popitem()
        transaction.set_rollback(True)
        self.transactions.pop().__exit__(None, None, None)


@pytest.fixture(scope="session")
def layers(django_db_setup, django_db_blocker):
    found = Layers()
    yield found
    with django_db_blocker.unblock():
        found.become([])


@pytest.fixture
def _django_db_helper(layers_of_the_test, _django_db_helper):
    """Below the transaction of every test that touches a database lie its layers."""
    return _django_db_helper


@pytest.fixture
def layers_of_the_test(request, layers, django_db_blocker):
    marker = request.node.get_closest_marker("django_db")
    transactional = {"transactional_db", "live_server"} & {*request.fixturenames}
    transactional = transactional or (marker and (marker.args or marker.kwargs.get("transaction")))
    with django_db_blocker.unblock():
        layers.become([] if transactional else wanted_by(request.node))


def wanted_by(item):
    """The layers a test asks for, each after those it needs: [(function, names of what it needs)]."""
    definitions = item._fixtureinfo.name2fixturedefs
    found = {}

    def visit(name):
        make = getattr(definitions[name][-1].func, "make", None) if name in definitions else None
        if make is None or make in found:
            return
        needs = list(inspect.signature(make).parameters)
        for each in needs:
            visit(each)
        found[make] = needs

    for name in item.fixturenames:
        visit(name)
    return list(found.items())
