"""What the registry's routes call an image: by its name inside the project, which the service takes from the token.

An image that is named with a slash may be `project/image`, as docker names it, or have a slash of its own.
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
    """Take the first part off an image's name, if it has more than one."""
    return image.partition("/")[2] or image


class ImageNames:
    """The name by which the registry was seen to know each image. Threads share it."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._locks: dict[str, Lock] = {}

    def ask(self, image: str, exact: bool, question: Callable[[str], R]) -> R:
        """Ask about an image by the name as given, and then without its first part; later only by the right one.

        Args:
            image: The image, as the caller names it.
            exact: Whether that is its name inside the project, and no other is to be tried.
            question: Asks by a name of the routes. An `ImageNotFoundError` says that no image has that name;
                any other `NotFoundError` that the image has no such tag.

        Raises:
            ImageNotFoundError: No image has any of the names.
            InvalidRequestError: It is no name that a route can hold.
        """
        route("{image}", image=image)
        if exact or without_project(image) == image:
            return question(image)
        with self._locks.setdefault(image, Lock()):  # who asks at the same time waits, and then need not try
            if image not in self._known:
                return self._tried(image, question)
        try:
            return question(self._known[image])
        except ImageNotFoundError as error:
            raise image_not_found([image, self._known[image]], error) from None

    def name(self, image: str, exact: bool, look: Callable[[str], object]) -> str:
        """Give the name that the routes take; see `ask`. Looks only where there are two and none was seen yet."""
        route("{image}", image=image)
        if exact or without_project(image) == image:
            return image
        if image not in self._known:
            self.ask(image, False, look)
        return self._known[image]

    def _tried(self, image: str, question: Callable[[str], R]) -> R:
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
    """Say that the registry knows none of an image's names, the first of which is the one that was asked for."""
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
