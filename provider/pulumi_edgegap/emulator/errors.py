"""The error that operations raise."""

from __future__ import annotations


class ApiError(Exception):
    """An error response of the service.

    Attributes:
        status: The HTTP status.
        message: One sentence that names the field, if any, and never contains a value.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def __str__(self) -> str:
        return f"{self.status}: {self.message}"
