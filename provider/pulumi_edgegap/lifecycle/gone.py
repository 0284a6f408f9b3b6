"""Whether an object that answers 404 is gone: if nothing is found, the token is probably for another organization."""

from __future__ import annotations

from ..api.errors import EdgegapError, ImageNotFoundError, NotFoundError
from .accounts import allows_all_gone
from .errors import ResourceError
from .names import namespace
from .target import Target


def accept_gone(target: Target, missing: NotFoundError) -> None:
    """Accept that an object is gone, unless every object seems to be. Call it within `Presence.call`.

    Raises:
        ResourceError: This run has found no object of the account, or of the part that counts.
    """
    kind, whose = target.kind, namespace(target.account)
    if kind.part and not isinstance(missing, ImageNotFoundError):
        target.presence.note_found()  # the image exists, without the tag
        return
    try:
        if target.read_setting(lambda: allows_all_gone(target.account, kind.lookup)):
            return
        if target.presence.has_found_any(lambda: kind.read_parent(target.client, target.key)):
            return
        target.client.check_access()
    except EdgegapError as error:
        target.fail("found", error)
    at_once = "" if target.account else "run the command again with EDGEGAP_ALLOW_ALL_GONE=true, or "
    if kind.part:
        found = f"{target} could not be found, and neither was anything else in the {kind.part} in this run: {missing}"
        if_gone = " If it is really deleted"
    else:
        found = (
            f"{target} was not found in this Edgegap organization, and neither was anything else in this run: check "
            f"that {whose}:apiToken and {whose}:apiUrl are those of this stack"
        )
        if_gone = ". If everything was really deleted"
    raise ResourceError(
        f"{found}{if_gone}, {at_once}run `pulumi config set {whose}:allowAllGone true` and then `pulumi up`. "
        f"{target.last_up_hint()}".rstrip()
    )
