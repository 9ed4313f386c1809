from hypothesis import given
from hypothesis import strategies as st

from mapping.disclosure import REGISTER_FACT, SUM, Cell, Change, Group, families, protect

from .test_groups import group_of

TYPES, REGIONS = "abc", "123"
PLACES = [(kind, region) for kind in TYPES for region in REGIONS]
ORGANISATIONS = st.lists(st.tuples(st.sampled_from(PLACES), st.integers(0, 30)), max_size=70)
TABLES = [(), ("region",), ("type",), ("region", "type")]


def key(kind=None, region=None):
    pairs = [("region", region), ("type", kind)]
    return tuple(pair for pair in pairs if pair[1])


def groups_of(organisations):
    """{key: Group} of a table by two dimensions with its margins."""
    members = {}
    for (kind, region), amount in organisations:
        for cell in (key(), key(kind), key(region=region), key(kind, region)):
            members.setdefault(cell, []).append((amount,))
    return {cell: group_of(amounts) for cell, amounts in members.items()}


def cells_of(organisations, before=None):
    groups = groups_of(organisations)
    return {cell: Cell(group, *([] if before is None else [before(cell)])) for cell, group in groups.items()}


def assert_closed(cells, why, rule):
    for parent, parts in families(cells):
        hidden = [part for part in parts if part in why]
        if parent in why:
            assert hidden, f"{parent} is the sum of its parts, all of which are told"
        elif hidden:
            assert len(hidden) >= 2, f"{hidden} is {parent} less the rest"
            assert rule.allows(Group.union(cells[part].group for part in hidden))


@given(ORGANISATIONS)
def test_what_is_told_is_safe_and_hides_what_is_not(organisations):
    cells = cells_of(organisations)
    why = protect(cells, SUM)
    assert all(SUM.allows(cell.group) for name, cell in cells.items() if name not in why)
    assert_closed(cells, why, SUM)


@given(ORGANISATIONS)
def test_protecting_twice_withholds_nothing_more(organisations):
    cells = cells_of(organisations)
    why = protect(cells, SUM)
    assert protect(cells, SUM, why) == why


@given(ORGANISATIONS, st.sets(st.sampled_from(PLACES), max_size=3))
def test_what_was_withheld_before_stays_so(organisations, places):
    cells = cells_of(organisations)
    given_up = {key(*place): "audit" for place in places if key(*place) in cells}
    why = protect(cells, SUM, given_up)
    assert given_up.items() <= why.items()
    assert_closed(cells, why, SUM)


def test_one_unsafe_cell_takes_its_smallest_sibling_along():
    organisations = [(("a", "1"), 10)] * 3 + [(("b", "1"), 10)] * 8 + [(("c", "1"), 10)] * 20
    why = protect(
        {k: c for k, c in cells_of(organisations).items() if len(k) < 2 and "region" not in dict(k)}, SUM
    )
    assert why == {key("a"): "too_few", key("b"): "complement"}


def test_an_only_child_takes_its_parent_along():
    children = {key("a"): Cell(group_of([(9,)] * 9)), key(): Cell(group_of([(9,)] * 9))}
    assert protect(children, SUM, {key("a"): "audit"}) == {key("a"): "audit", key(): "complement"}


def change(left=0, entered=0, seen=True):
    return Change(group_of([(9,)] * left), group_of([(9,)] * entered), seen)


def test_a_change_of_fewer_than_five_withholds_the_cell():
    whole = group_of([(9,)] * 50)
    told = [
        change(),
        change(left=5),
        change(entered=6),
        change(left=5, entered=5),
        change(left=2, seen=False),
    ]
    withheld = [change(left=1), change(entered=4), change(left=7, entered=1)]
    assert [protect({(): Cell(whole, (each,))}, SUM) for each in told] == [{}] * 5
    assert [protect({(): Cell(whole, (each,))}, SUM) for each in withheld] == [{(): "change"}] * 3


def test_withheld_changes_are_hidden_among_siblings_together():
    whole = group_of([(9,)] * 40)
    cells = {
        key(): Cell(Group.union([whole, whole, whole]), (change(entered=6),)),
        key("a"): Cell(whole, (change(entered=1),)),
        key("b"): Cell(whole, (change(entered=5),)),
        key("c"): Cell(whole, (change(),)),
    }
    why = protect(cells, SUM)
    assert why[key("a")] == "change"
    assert key("b") in why, "without it the parent would tell who entered the first"
    assert key() not in why


def test_a_count_of_register_facts_is_withheld_only_for_a_change():
    one, cells = group_of([()]), {}
    cells[key("a")] = Cell(one, (Change(group_of([]), group_of([])),))
    cells[key("b")] = Cell(group_of([()] * 9), (Change(group_of([()]), group_of([])),))
    assert protect(cells, REGISTER_FACT) == {key("b"): "change"}
