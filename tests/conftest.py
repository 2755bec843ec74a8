"""For all tests: how long an example takes depends on the machine, and proves nothing here."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
