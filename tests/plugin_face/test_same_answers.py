"""The plugin handles responses that violate the contract like the dynamic provider."""

from test_lenient import *  # noqa: F403
