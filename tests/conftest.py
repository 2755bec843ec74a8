"""For all tests: how long an example takes depends on the machine, and proves nothing here.

A run in CI draws the same examples each time; anywhere else new ones are searched.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine",
    settings.default,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")
