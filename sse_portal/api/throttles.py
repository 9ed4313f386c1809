"""How many requests a minute: counted in the process, and told to the shared cache every few requests.

The shared cache may be a database table: writing to it on every read would cost more than the read itself.
A client can therefore pass its limit by at most STEP requests per server process.
"""

import math
import time

from django.core.cache import cache
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

STEP = 20


class Tally:
    """Requests of this process in the present window, by client: [not yet shared, known in total]."""

    def __init__(self):
        self.window = None
        self.counts = {}

    def add(self, client, window, seconds):
        """Count one request; returns how many are known in the window, here and elsewhere."""
        if window != self.window:
            self.window, self.counts = window, {}
        count = self.counts.setdefault(client, [0, 0])
        count[0] += 1
        if count[0] >= STEP:
            count[1] = self._share(f"throttle:{client}:{window}", count[0], seconds)
            count[0] = 0
        return sum(count)

    def _share(self, key, requests, seconds):
        cache.add(key, 0, timeout=2 * seconds)
        try:
            return cache.incr(key, requests)
        except ValueError:
            # The entry was culled in between: the count starts again.
            return requests


_tallies = {}


class Rate(BaseThrottle):
    """A fixed window of `seconds` for `limit` requests, from settings' DEFAULT_THROTTLE_RATES[scope]."""

    scope = ""

    def __init__(self):
        rates = SimpleRateThrottle.THROTTLE_RATES
        self.limit, self.seconds = SimpleRateThrottle.parse_rate(self, rates[self.scope])

    def client(self, request):
        """Who is counted; None when this throttle does not count them."""
        raise NotImplementedError

    def allow_request(self, request, view):
        client = self.client(request)
        if client is None:
            return True
        self.now = time.time()
        tally = _tallies.setdefault(self.scope, Tally())
        window = int(self.now // self.seconds)
        return tally.add(f"{self.scope}:{client}", window, self.seconds) <= self.limit

    def wait(self):
        """Seconds until the window ends."""
        return math.ceil(self.seconds - self.now % self.seconds)


class Anonymous(Rate):
    """Visitors, by address."""

    scope = "anonymous"

    def client(self, request):
        return None if request.user.is_authenticated else self.get_ident(request)


class Signed(Rate):
    """Users, whatever the token or browser they come with."""

    scope = "signed"

    def client(self, request):
        return request.user.pk if request.user.is_authenticated else None
