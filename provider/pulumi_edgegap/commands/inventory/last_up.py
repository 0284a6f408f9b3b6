"""Check of a stack's token against that of the last `up`, which a refresh and a destroy use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...lifecycle.names import is_token
from .finding import Finding
from .project_settings import StackSettings
from .stack_file import StackFile

_ABOUT = "Last up"
_OLD = "run `pulumi up`, or `pulumi refresh` and `pulumi destroy` with `--run-program`"


def compare_tokens(
    export: StackFile, stacks: Sequence[StackSettings], token: str | None
) -> Iterator[Finding]:
    """Compare the tokens of a stack's last `pulumi up` with those that it would use now.

    Args:
        export: The export of the stack.
        stacks: The settings of the project's stacks.
        token: The token in EDGEGAP_API_TOKEN.
    """
    settings = next((each for each in stacks if each.path.name == f"Pulumi.{export.name}.yaml"), None)
    if export.tokens is None:
        yield Finding(
            _ABOUT, "note", f"{export.source} contains no configuration of a `pulumi up` with Edgegap."
        )
        return
    now = {key for key in settings.keys if is_token(key)} if settings else {*export.tokens}
    may_be_elsewhere = settings is not None and settings.has_environments
    file = settings.path.name if settings else "the configuration"
    for key in sorted(now - {*export.tokens}):
        yield Finding(
            _ABOUT,
            "fix",
            f"{file} sets {key}, which the last `pulumi up` did not have, so a refresh and a destroy lack that "
            f"token: {_OLD}.",
        )
    for key in sorted({*export.tokens} - now):
        if not may_be_elsewhere:
            yield Finding(
                _ABOUT,
                "fix",
                f"The last `pulumi up` had {key}, which {file} no longer sets; a refresh and a destroy still use it: "
                f"{_OLD}.",
            )
    if "edgegap:apiToken" in now & {*export.tokens}:
        yield _compare_default_token(export.tokens["edgegap:apiToken"], token)
    elif not {*export.tokens} | now:
        yield Finding(
            _ABOUT, "ok", "The last `pulumi up` took its token from the environment, and so will the next."
        )


def _compare_default_token(known: str | None, token: str | None) -> Finding:
    from ...api._access import token_value

    if known is None or not token:
        return Finding(
            _ABOUT,
            "note",
            "edgegap:apiToken is encrypted, so it was not compared with that of the last `pulumi up`; to compare them, run `pulumi "
            "stack export --show-secrets | EDGEGAP_API_TOKEN=$(pulumi config get edgegap:apiToken) pulumi-edgegap doctor "
            "--stack-export -`.",
        )
    try:
        is_same = token_value(known) == token_value(token)
    except ValueError:
        is_same = known == token
    if is_same:
        return Finding(_ABOUT, "ok", "The last `pulumi up` used the token in EDGEGAP_API_TOKEN.")
    return Finding(
        _ABOUT,
        "fix",
        "The last `pulumi up` used another token than the one in EDGEGAP_API_TOKEN, and a refresh and a destroy still use "
        f"it: if the new one is in the configuration, {_OLD}.",
    )
