"""Encryption by passphrase, in the format of Pulumi's own passphrase secrets manager.

A value is `v1:NONCE:CIPHERTEXT` in base64, AES-256-GCM under a key that PBKDF2-SHA256 derives from the
passphrase and a salt in a million rounds. The salt is kept as `v1:SALT:VALUE`, where the value is the encrypted
word `pulumi`, by which a wrong passphrase is noticed.
"""

from __future__ import annotations

import base64
import hashlib
import os
import threading
from functools import lru_cache

from .errors import LocalEngineError

_WITNESS = "pulumi"
_ROUNDS = 1_000_000
_deriving = threading.Lock()


class Crypter:
    """Encrypts and decrypts under one passphrase and salt.

    Deriving the key takes most of a second, so it is done when the first secret asks for it, or ahead of
    that in a thread (`prepare`).
    """

    def __init__(self, passphrase: str, salt: str | None = None) -> None:
        self.passphrase = passphrase
        self.used = False
        self._state = salt
        self._checked = False

    @property
    def salt(self) -> str:
        """The salt and its witness, as a state or a `Pulumi.<stack>.yaml` keeps it."""
        if self._state is None:
            # One salt for all new stacks of a process: their key is then derived once.
            salt = _process_salt()
            witness = _encrypt(_key(self.passphrase, salt), _WITNESS)
            self._state = f"v1:{base64.b64encode(salt).decode()}:{witness}"
            self._checked = True
        return self._state

    def prepare(self) -> None:
        """Derive the key in the background."""
        threading.Thread(target=self._quietly_derive, daemon=True).start()

    def encrypt(self, plaintext: str) -> str:
        """Encrypt a value."""
        self.used = True
        return _encrypt(self._checked_key(), plaintext)

    def decrypt(self, ciphertext: str) -> str:
        """Decrypt a value.

        Raises:
            LocalEngineError: The passphrase is another one, or the value is damaged.
        """
        return _decrypt(self._checked_key(), ciphertext)

    def _quietly_derive(self) -> None:
        salt = _salt_bytes(self._state) if self._state else _process_salt()
        _key(self.passphrase, salt)

    def _checked_key(self) -> bytes:
        key = _key(self.passphrase, _salt_bytes(self.salt))
        if not self._checked:
            try:
                correct = _decrypt(key, self.salt.split(":", 2)[2]) == _WITNESS
            except LocalEngineError:
                correct = False
            if not correct:
                raise LocalEngineError(
                    "The passphrase is not the one that the secrets were encrypted with: set "
                    "PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE."
                )
            self._checked = True
        return key


def passphrase_from(environment: dict[str, str]) -> str:
    """Read the passphrase where the CLI reads it; without one it is empty."""
    path = environment.get("PULUMI_CONFIG_PASSPHRASE_FILE")
    if "PULUMI_CONFIG_PASSPHRASE" not in environment and path:
        try:
            with open(path, encoding="utf-8") as file:
                return file.read().strip()
        except OSError as error:
            raise LocalEngineError(f"The passphrase file cannot be read: {error}.") from None
    return environment.get("PULUMI_CONFIG_PASSPHRASE", "")


@lru_cache(maxsize=1)
def _process_salt() -> bytes:
    return os.urandom(8)


def _salt_bytes(state: str) -> bytes:
    pieces = state.split(":", 2)
    if len(pieces) != 3 or pieces[0] != "v1":
        raise LocalEngineError("The encryption salt of the stack is not one of a passphrase.")
    return base64.b64decode(pieces[1])


def _key(passphrase: str, salt: bytes) -> bytes:
    with _deriving:  # whoever comes second finds the key in the cache
        return _derived(passphrase, salt)


@lru_cache(maxsize=16)
def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, _ROUNDS, 32)


def _encrypt(key: bytes, plaintext: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, plaintext.encode(), None)
    return f"v1:{base64.b64encode(nonce).decode()}:{base64.b64encode(sealed).decode()}"


def _decrypt(key: bytes, ciphertext: str) -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        version, nonce, sealed = ciphertext.split(":")
        if version != "v1":
            raise ValueError
        return AESGCM(key).decrypt(base64.b64decode(nonce), base64.b64decode(sealed), None).decode()
    except (ValueError, InvalidTag):
        raise LocalEngineError("A secret cannot be decrypted: it is damaged or of another stack.") from None
