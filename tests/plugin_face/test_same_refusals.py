"""What the service refuses is told by the plugin as by the dynamic provider."""

from test_refusals import *  # noqa: F403
