"""Tags of images in Edgegap's container registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from ._collection import Collection, route
from ._http import Http
from ._images import ImageNames, image_not_found
from ._lists import Lists
from ._parsing import parse
from ._secrets import presentable
from .errors import NotFoundError
from .models import ImageTag, TagDeletion, TagDeletions
from .pages import Listing

R = TypeVar("R")


class Tags(Collection):
    """Tags of images in Edgegap's container registry.

    An image is named as docker names it (`project/image`), or by its name inside the project. The routes take the
    latter: a name with a slash is tried as given and, where there is no such image, without its first part. With
    `exact` it is the name inside the project, and the only one tried.
    """

    def __init__(self, http: Http, lists: Lists, reader: str, names: ImageNames) -> None:
        super().__init__(http, lists, reader)
        self._names = names

    def list(self, image: str, *, exact: bool = False) -> Iterator[ImageTag]:
        """Read all tags of an image, page by page: GET /v1/container-registry/images/{image}/tags.

        Raises:
            ImageNotFoundError: There is no such image.
        """
        return iter(self._names.ask(image, exact, self._list))

    def get(self, image: str, tag: str) -> ImageTag:
        """Find a tag in the list; the API has no other way to read one.

        Raises:
            ImageNotFoundError: There is no such image.
            NotFoundError: The image has no such tag.
        """

        def read(name: str) -> ImageTag:
            return self._read(self._all(name), _tag(name, tag), tag, lambda: self._find(name, tag))

        return self._names.ask(image, False, read)

    def delete(self, image: str, tag: str, *, exact: bool = False) -> None:
        """Delete a tag: DELETE /v1/container-registry/images/{image}/tags/{tag}.

        Lists tags first where the image may have two names, and after a 404, which does not say what is missing.

        Raises:
            ImageNotFoundError: There is no such image.
            NotFoundError: The image has no such tag.
        """
        name = self._names.name(image, exact, self._look)
        try:
            self._write("DELETE", _tag(name, tag))
        except NotFoundError as error:
            if not error.repeated:
                self._look(name)
            raise

    def delete_many(self, image: str, tags: Sequence[str], *, exact: bool = False) -> Sequence[TagDeletion]:
        """Delete tags in one call: POST /v1/container-registry/images/{image}/tags/bulk-delete.

        Each one succeeds or fails by itself. The route has been in the contract since 2026.

        Raises:
            NotFoundError: There is no such image, or no such route.
        """
        path = _tags(self._names.name(image, exact, self._look))
        bulk_path = f"{path}/bulk-delete"
        answer = self._write("POST", bulk_path, {"tags": [*tags]}, at=path)
        return parse(TagDeletions, answer, "POST", bulk_path).results

    def _list(self, name: str) -> Sequence[ImageTag]:
        return _request_tags(name, lambda: [*self._all(name).all_rows()])

    def _find(self, name: str, tag: str) -> ImageTag:
        found = _request_tags(name, lambda: self._all(name).find(tag))
        if found is not None:
            return found
        path, message = _tags(name), f"tag {presentable(repr(tag))} does not exist"
        raise NotFoundError(
            f"Edgegap lists no such tag at GET {path}: {message}.", method="GET", path=path, message=message
        )

    def _look(self, name: str) -> None:
        _request_tags(name, lambda: self._http.request("GET", _tags(name), query={"page": 1, "limit": 1}))

    def _all(self, name: str) -> Listing[ImageTag]:
        return Listing(self._http, _tags(name), "data", ImageTag)


def _request_tags(name: str, question: Callable[[], R]) -> R:
    """Request the list of an image's tags, where a 404 means that there is no such image."""
    try:
        return question()
    except NotFoundError as error:
        raise image_not_found([name], error) from None


def _tags(name: str) -> str:
    return route("/v1/container-registry/images/{image}/tags", image=name)


def _tag(name: str, tag: str) -> str:
    return route("/v1/container-registry/images/{image}/tags/{tag}", image=name, tag=tag)
