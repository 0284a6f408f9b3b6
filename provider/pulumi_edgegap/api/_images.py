"""The name of an image in the registry's routes: the one inside the project, which the service takes from the token.

An image named with a slash may be `project/image`, as docker names it, or have a slash in its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TypeVar

from ._collection import route
from ._secrets import presentable
from .errors import ImageNotFoundError, NotFoundError

R = TypeVar("R")


def without_project(image: str) -> str:
    """Return an image's name without its first part, if it has more than one."""
    return image.partition("/")[2] or image


class ImageNames:
    """The name under which the registry has each image, once that is known. Threads share it."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._locks: dict[str, Lock] = {}

    def ask(self, image: str, exact: bool, question: Callable[[str], R]) -> R:
        """Ask about an image by its name as given, then without its first part; later only by the one found.

        Args:
            image: The image, as the caller names it.
            exact: Whether that is its name inside the project, and the only one to try.
            question: Asks with a name for the route. An `ImageNotFoundError` means that no image has that
                name; any other `NotFoundError`, that the image has no such tag.

        Raises:
            ImageNotFoundError: No image has either name.
            InvalidRequestError: A route cannot hold the name.
        """
        route("{image}", image=image)
        if exact or without_project(image) == image:
            return question(image)
        with self._locks.setdefault(
            image, Lock()
        ):  # concurrent callers wait for the first one to find the name
            if image not in self._known:
                return self._try_names(image, question)
        try:
            return question(self._known[image])
        except ImageNotFoundError as error:
            raise image_not_found([image, self._known[image]], error) from None

    def name(self, image: str, exact: bool, look: Callable[[str], object]) -> str:
        """Return the name for the routes, see `ask`; calls `look` only where two are possible and neither is known."""
        route("{image}", image=image)
        if exact or without_project(image) == image:
            return image
        if image not in self._known:
            self.ask(image, False, look)
        return self._known[image]

    def _try_names(self, image: str, question: Callable[[str], R]) -> R:
        names = [image, without_project(image)]
        for name in names:
            try:
                answer = question(name)
            except ImageNotFoundError as error:
                refusal = error
                continue
            except NotFoundError:
                self._known[image] = name
                raise
            self._known[image] = name
            return answer
        raise image_not_found(names, refusal) from None


def image_not_found(names: Sequence[str], refusal: NotFoundError) -> ImageNotFoundError:
    """Return the error for an image that the registry has under none of these names, the first as given."""
    image, *others = dict.fromkeys(presentable(repr(name)) for name in names)
    also = "".join(f", nor {name}" for name in others)
    return ImageNotFoundError(
        f"Edgegap has no image {image} in the registry of this organization{also}: check its name, that it was "
        f"pushed and still has a tag, and that the API token belongs to the organization it was pushed to; GET "
        f'{refusal.path} returned "{refusal.message}" (404).',
        method=refusal.method,
        path=refusal.path,
        status=refusal.status,
        message=refusal.message,
    )
