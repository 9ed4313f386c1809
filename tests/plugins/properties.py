"""How hard Hypothesis looks: quickly by default, a hundred times harder with HYPOTHESIS_PROFILE=thorough."""

import os

from hypothesis import settings

# No deadline: the time of one example says more about the machine's load than about the code.
settings.register_profile("quick", deadline=None, print_blob=True)
settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
