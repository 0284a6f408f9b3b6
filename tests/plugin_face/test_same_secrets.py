"""The plugin hides secrets that the service returns like the dynamic provider."""

from test_shown_secrets import *  # noqa: F403

# These are about lists that are secret as a whole; the plugin marks only the value (test_plugin.py).
del test_check_marks_secrets_for_the_engine_however_they_are_passed  # noqa: F821
del test_every_step_marks_secrets_for_the_engine  # noqa: F821
