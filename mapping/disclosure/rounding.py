"""How published figures are rounded. All take exact numbers and round half up."""

from decimal import ROUND_HALF_UP, Decimal


def to_base(value, base=5):
    """To the nearest multiple of `base`: persons and memberships."""
    return (Decimal(value) / base).quantize(Decimal(1), ROUND_HALF_UP) * base


def significant(value, digits=3):
    """To `digits` significant digits: money."""
    number = Decimal(value)
    if not number:
        return Decimal(0)
    place = Decimal(1).scaleb(number.adjusted() - digits + 1)
    return (number / place).quantize(Decimal(1), ROUND_HALF_UP) * place


def whole_percent(part, whole):
    """A share of answers in whole percent."""
    return share(part, whole, Decimal(1))


def share(part, whole, step):
    """A share in percent, to a multiple of `step`: Decimal("0.1") for one decimal. None of nothing is no
    share.
    """
    if not whole:
        return None
    return (Decimal(100) * part / whole).quantize(step, ROUND_HALF_UP)
