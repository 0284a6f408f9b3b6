"""Whether an object that the API does not find is gone: where nothing is found, it is mostly another organization."""

from __future__ import annotations

from ..api.errors import EdgegapError, ImageNotFoundError, NotFoundError
from .accounts import allows_all_gone
from .errors import ResourceError
from .names import namespace
from .target import Target


def accept_gone(target: Target, missing: NotFoundError) -> None:
    """Accept that an object is gone; refuse where everything is. To be asked within a call of its presence.

    Raises:
        ResourceError: Nothing of the account, or of the part of it that counts, was found in this run.
    """
    kind, whose = target.kind, namespace(target.account)
    if kind.part and not isinstance(missing, ImageNotFoundError):
        target.presence.found()  # the image is there, without the tag
        return
    try:
        if target.configured(lambda: allows_all_gone(target.account, kind.lookup)):
            return
        if target.presence.is_proved(lambda: kind.read_parent(target.client, target.key)):
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
        f"{target.of_last_up()}".rstrip()
    )
