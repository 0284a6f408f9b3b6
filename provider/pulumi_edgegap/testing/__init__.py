"""Run and test a Pulumi program with no CLI and no account.

The *local engine* runs an unchanged program through the real Python SDK and the real dynamic-provider server;
together with `pulumi_edgegap.emulator` a whole `up` takes about a second. It is for tests and for trying things
out: production uses `pulumi`. It needs `pip install 'pulumi-edgegap[testing]'`.
"""

from pulumi_edgegap.testing.stack import LocalStack, create_or_select_stack, create_stack, select_stack

__all__ = ["LocalStack", "create_or_select_stack", "create_stack", "select_stack"]
