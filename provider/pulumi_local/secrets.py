"""Encryption by passphrase, in the format of Pulumi's own passphrase secrets manager.

A value is `v1:NONCE:CIPHERTEXT` in base64, encrypted with AES-256-GCM and a key that PBKDF2-SHA256 derives
from the passphrase and a salt in a million rounds. The salt is stored as `v1:SALT:VALUE`, where the value is
the encrypted word `pulumi`, which reveals a wrong passphrase.
"""

from __future__ import annotations

import hashlib
import os
import threading
from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from .errors import LocalEngineError

_CHECK_TEXT = "pulumi"
_ROUNDS = 1_000_000
_SALT_OF_NEW_STACKS = os.urandom(8)
"""Shared by all new stacks of the process, so that their key is derived only once."""
_deriving = threading.Lock()


class Crypter:
    """Encrypts and decrypts with one passphrase and salt.

    Deriving the key takes most of a second, so it is done for the first secret.
    """

    def __init__(self, passphrase: str, salt: str | None = None) -> None:
        self._passphrase = passphrase
        self._salt = salt
        self._checked_key: bytes | None = None
        self.used = False
        """Whether anything was encrypted."""

    @property
    def salt(self) -> str:
        """The salt and its check value, as a state or a `Pulumi.<stack>.yaml` stores it."""
        if self._salt is None:
            check_value = _encrypt(_key(self._passphrase, _SALT_OF_NEW_STACKS), _CHECK_TEXT)
            self._salt = f"v1:{b64encode(_SALT_OF_NEW_STACKS).decode()}:{check_value}"
        return self._salt

    def encrypt(self, plaintext: str) -> str:
        """Encrypt a value."""
        self.used = True
        return _encrypt(self._key(), plaintext)

    def decrypt(self, ciphertext: str) -> str:
        """Decrypt a value.

        Raises:
            LocalEngineError: The passphrase is wrong, or the value is damaged.
        """
        return _decrypt(self._key(), ciphertext)

    def _key(self) -> bytes:
        if self._checked_key is None:
            version, salt, check_value = (*self.salt.split(":", 2), "", "")[:3]
            if version != "v1":
                raise LocalEngineError("The encryption salt of the stack is not one of a passphrase.")
            key = _key(self._passphrase, b64decode(salt))
            try:
                _decrypt(key, check_value)
            except LocalEngineError:
                raise LocalEngineError(
                    "The passphrase is not the one that the secrets were encrypted with: set "
                    "PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE."
                ) from None
            self._checked_key = key
        return self._checked_key


def passphrase_from(environment: Mapping[str, str]) -> str:
    """Read the passphrase from the CLI's variables; it is empty by default."""
    path = environment.get("PULUMI_CONFIG_PASSPHRASE_FILE")
    if "PULUMI_CONFIG_PASSPHRASE" not in environment and path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise LocalEngineError(f"The passphrase file cannot be read: {error}.") from None
    return environment.get("PULUMI_CONFIG_PASSPHRASE", "")


def _key(passphrase: str, salt: bytes) -> bytes:
    with _deriving:  # the second thread finds the key in the cache
        return _derived(passphrase, salt)


@lru_cache(maxsize=16)
def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, _ROUNDS, 32)


def _encrypt(key: bytes, plaintext: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, plaintext.encode(), None)
    return f"v1:{b64encode(nonce).decode()}:{b64encode(sealed).decode()}"


def _decrypt(key: bytes, ciphertext: str) -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        _, nonce, sealed = ciphertext.split(":")
        return AESGCM(key).decrypt(b64decode(nonce), b64decode(sealed), None).decode()
    except (ValueError, InvalidTag):
        raise LocalEngineError("A secret cannot be decrypted: it is damaged or of another stack.") from None
