"""How often somebody did something in this hour, for limits on what needs no account."""

import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac

HOUR = 60 * 60


def count_in_hour(kind, who):
    """Count one more act of a kind by `who` (an address, a client) and return how many there are in this hour.

    The cache holds no address, only a keyed digest of it.
    """
    digest = salted_hmac(f"tally.{kind}", who).hexdigest()
    key = f"{kind}:{digest}:{int(time.time() // HOUR)}"
    cache.add(key, 0, timeout=2 * HOUR)
    try:
        return cache.incr(key)
    except ValueError:
        # The entry was culled in between: the count starts again.
        return 1
