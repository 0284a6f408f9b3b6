"""The tests of the dynamic provider, run with the plugin."""

from test_cascade import *  # noqa: F403
from test_faults import *  # noqa: F403
from test_lifecycle import *  # noqa: F403
from test_refresh import *  # noqa: F403
from test_strange_answers import *  # noqa: F403

# These are about the process of the SDK's server, and about accounts, which are separate providers here.
del test_all_resources_of_a_process_share_few_connections  # noqa: F821
del test_account_without_settings_is_an_error_with_the_commands  # noqa: F821
