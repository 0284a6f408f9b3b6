"""What a service answers, though its contract would not, is taken by the plugin as by the dynamic provider."""

from test_lenient import *  # noqa: F403
