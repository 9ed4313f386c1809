"""When a group of organisations may be told of. D0, D1 and D2 are the names used in the list of indicators.

D0  built from register facts: told as it is.
D1  a share or a median of answers: at least 5 organisations answered, at least 5 on each side of a share.
D2  a sum of answers: at least 5 organisations add to it, and no second largest could estimate the largest
    within 10 % (total - first - second >= 10 % of first; the p % rule of the UN and Eurostat handbooks).
"""

from dataclasses import dataclass

MINIMUM = 5
PERCENT = 10


@dataclass(frozen=True)
class Rule:
    """A disclosure rule. `empty_side`: a side of a share may be empty, as 0 or 100 % of public facts tells
    nothing.

    `additive`: the published figures are sums (or determine them), so that a withheld cell could be had by
    subtraction.
    """

    code: str
    protects: bool = True
    empty_side: bool = False
    additive: bool = True

    def allows(self, group):
        """May the figures of this group be told?"""
        if not self.protects:
            return True
        return group.units >= MINIMUM and all(self._is_safe(each) for each in group.sums)

    def allows_change(self, group):
        """May it be seen what this group adds to, or takes from, a figure? A group of nobody tells nothing."""
        if not group.units:
            return True
        return self.allows(group) if self.protects else group.units >= MINIMUM

    def _is_safe(self, each):
        if not each.contributors:
            return self.empty_side
        rest = each.total - each.first - each.second
        return each.contributors >= MINIMUM and 100 * rest >= PERCENT * each.first


REGISTER_FACT = Rule("D0", protects=False)
SHARE = Rule("D1")
PUBLIC_SHARE = Rule("D1", empty_side=True)
MEDIAN = Rule("D1", additive=False)
SUM = Rule("D2")
