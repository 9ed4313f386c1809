"""Who sits on a committee on a day."""

from collections import defaultdict

from ..models import Membership, Seat
from ..standing_orders import SeatFact


def seat_facts(committee, day):
    """The seats of a committee on a day as SeatFact, in their order; attendance is not recorded. Two queries.

    The seat of an alternate is not counted: it stands behind the one that it stands in for.
    """
    seats = list(Seat.objects.of_committee(committee).there_on(day).in_order())
    holders = Membership.objects.of_committee(committee).in_force_on(day)
    sexes = dict(holders.values_list("seat", "person__sex"))
    behind = defaultdict(list)
    for seat in seats:
        behind[seat.alternate_of_id].append(str(seat.uid))
    return tuple(
        SeatFact(
            uid=str(seat.uid), constituency=seat.constituency, is_voting=seat.is_voting,
            is_filled=seat.pk in sexes, sex=sexes.get(seat.pk, ""), alternates=tuple(behind[seat.pk]),
        )
        for seat in seats
        if seat.alternate_of_id is None
    )  # fmt: skip
