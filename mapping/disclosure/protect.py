"""Which cells of a set of linked tables are withheld.

A cell is named by a sorted tuple of (dimension, category) pairs: () is the whole country, one pair a cell of
a table by one dimension, two pairs a cell of a table by two.
"""

from collections import defaultdict
from dataclasses import dataclass

from .groups import Group

TOO_FEW, CHANGE, COMPLEMENT, AUDIT = "too_few", "change", "complement", "audit"


@dataclass(frozen=True)
class Change:
    """Who left and who entered a cell since an earlier release; `seen`: that release told the cell's figure."""

    left: Group
    entered: Group
    seen: bool = True


@dataclass(frozen=True)
class Cell:
    """The group behind a figure, and its changes since each earlier release."""

    group: Group
    changes: tuple[Change, ...] = ()


def families(keys):
    """Every (parent, children) among these cells: the children are the parent's parts along one dimension."""
    children, known = defaultdict(list), set(keys)
    for key in sorted(known):
        for pair in key:
            parent = tuple(other for other in key if other != pair)
            if parent in known:
                children[parent, pair[0]].append(key)
    return [(parent, parts) for (parent, _), parts in sorted(children.items())]


def protect(cells, rule, withheld=None):
    """The cells {key: Cell} to withhold, as {key: why}; `withheld` are those withheld already.

    First the cells that are unsafe themselves or would show an unsafe change, then by the complement rule, to
    a fixed point: whatever is withheld under a published parent is at least two cells whose union is safe.
    """
    why = dict(withheld or {})
    for key, cell in cells.items():
        if key not in why and (reason := _unsafe(cell, rule)):
            why[key] = reason
    if rule.additive:
        _complement(cells, rule, why)
    return why


def _unsafe(cell, rule):
    if not rule.allows(cell.group):
        return TOO_FEW
    seen = [group for change in cell.changes if change.seen for group in (change.left, change.entered)]
    return None if all(map(rule.allows_change, seen)) else CHANGE


def _complement(cells, rule, why):
    linked = families(cells)
    changed = True
    while changed:
        changed = False
        for parent, parts in linked:
            changed |= _close(cells, rule, why, parent, parts)


def _close(cells, rule, why, parent, parts):
    """Withhold one more cell of a family that needs it. True when it did."""
    hidden = [key for key in parts if key in why]
    # A withheld parent all of whose parts are told is told.
    if parent in why:
        closed = bool(hidden)
    else:
        closed = not hidden or _covers(rule, cells[parent], [cells[key] for key in hidden])
    if closed:
        return False
    more = _smallest(cells, [key for key in parts if key not in why])
    why[parent if more is None else more] = COMPLEMENT
    return True


def _covers(rule, parent, hidden):
    """Do these withheld cells of a published parent hide each other?"""
    if len(hidden) < 2:
        return False
    changes = zip(*(cell.changes for cell in hidden), strict=True)
    together = tuple(_together(each, own.seen) for each, own in zip(changes, parent.changes, strict=True))
    return _unsafe(Cell(Group.union(cell.group for cell in hidden), together), rule) is None


def _together(changes, seen):
    """What the parent tells of its withheld parts' changes, if an earlier release told the parent."""
    left, entered = zip(*((change.left, change.entered) for change in changes), strict=True)
    return Change(Group.union(left), Group.union(entered), seen)


def _smallest(cells, keys):
    return min(keys, key=lambda key: (cells[key].group.totals[:1], cells[key].group.units, key), default=None)
