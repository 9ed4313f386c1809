"""How long it takes to build a release, step by step, and a second one that is held against the first.

    python benchmarks/release.py [RESPONSES]                                   on an SQLite file
    python scripts/with_postgres.py python benchmarks/release.py [RESPONSES]   on PostgreSQL

Works in a scratch database that it makes and removes.
"""

import sys
import time

from django.db import connection
from scratch import scratch_database

from mapping.models import Observation, SurveyResponse
from mapping.sample.load import load_country
from mapping.services.definitions import create_starter_definitions
from mapping.services.releases import build_release, publish_release, verify_release
from mapping.summaries import releases as summaries
from sse_portal.reference.services import load_reference

TARGET = "100,000 responses in seconds, in bounded memory"


class Steps:
    """Notes when each step of a build began."""

    def __init__(self):
        self.began = {}

    def __call__(self, step, done):
        self.began.setdefault(step, (time.perf_counter(), time.process_time()))

    def seconds(self):
        """(step, seconds by the clock, seconds of this process on a processor) in order."""
        times = [*self.began.items()]
        return [
            (step, after[0] - start[0], after[1] - start[1])
            for (step, start), (_, after) in zip(times, times[1:], strict=False)
        ]


def built(study, title):
    """Build and publish a release; print what each step took."""
    steps = Steps()
    release = build_release(by=None, studies=[study], tell=steps)
    print(f"{title}: {release.entities:,} organisations")
    together = ("together", *map(sum, list(zip(*steps.seconds(), strict=True))[1:]))
    for step, clock, processor in (*steps.seconds(), together):
        print(f"  {step:12} {clock:7.2f} s   {processor:7.2f} s on a processor")
    audit = release.audit
    print(f"  {audit['told']:,} figures told, {audit['withheld']:,} withheld {audit['reasons']}")
    return publish_release(by=None, release=release, version=release.version)


def timed(title, act):
    start = time.perf_counter()
    result = act()
    print(f"  {title:32} {1000 * (time.perf_counter() - start):8.1f} ms")
    return result


def main(count):
    with scratch_database():
        load_reference()
        create_starter_definitions()
        study = load_country("VN", count)
        print(f"{connection.vendor}, {count:,} responses. Aim: {TARGET}")
        release = built(study, "First release")
        changed = SurveyResponse.objects.filter(study=study, pk__in=_every_tenth(study))
        print(f"{changed.update(workers_total=3):,} answers changed")
        built(study, "Second release, held against the first")
        print("Reading the first release")
        row = summaries.latest_release("VN")
        timed(
            "key figures and four breakdowns",
            lambda: summaries.breakdowns(row, ["", "region", "organisation_type"]),
        )
        assert timed("verifying the seal", lambda: verify_release(release))
        print(f"  {Observation.objects.of_release(release).count():,} figures stored")


def _every_tenth(study):
    keys = list(study.responses.order_by("pk").values_list("pk", flat=True))
    return keys[::10]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
