"""The one error that the rules raise."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal, as the service would answer it.

    Attributes:
        status: The HTTP status.
        message: One sentence, which names the field where there is one. Never holds a value.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def __str__(self) -> str:
        return f"{self.status}: {self.message}"
