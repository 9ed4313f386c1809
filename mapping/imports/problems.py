"""What can be wrong with an import as a whole; what is wrong with a row stands on the row."""

from sse_portal.basics.problems import Conflict, Invalid


class BadMapping(Invalid):
    """Columns that are mapped to nothing known, or two to the same."""

    code, field = "bad-mapping", "mapping"


class WrongState(Conflict):
    """The import is not where this step starts from."""

    code = "wrong-state"


class Undecided(Conflict):
    """Likely duplicates wait for a decision."""

    code = "undecided"


class Outdated(Conflict):
    """Records changed since the check: the rows have to be checked again."""

    code = "outdated"


class Touched(Conflict):
    """Rows of the batch were changed after it was published; `extra["records"]` lists them."""

    code = "touched"


class Overtaken(Conflict):
    """Another process took this import over."""

    code = "overtaken"
