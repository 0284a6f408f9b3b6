"""The plugin reports refusals like the dynamic provider."""

from test_refusals import *  # noqa: F403
