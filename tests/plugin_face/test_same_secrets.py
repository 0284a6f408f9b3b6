"""Secrets that the service shows are hidden by the plugin as by the dynamic provider."""

from test_shown_secrets import *  # noqa: F403

# These are about lists that are secret as a whole; the plugin marks the value alone (test_plugin.py).
del test_check_tells_the_engine_what_is_secret_by_whatever_way_it_came  # noqa: F821
del test_every_step_tells_the_engine_what_is_secret  # noqa: F821
