"""Access to the service: the token, the URL and the user agent, in the form in which they are sent."""

from __future__ import annotations

import ipaddress
import platform
import re
from importlib import metadata

import httpx


def token_value(token: str) -> str:
    """Return the token without the word `token`, which people paste along with it."""
    value = re.sub(r"\A(token(\s+|\Z))+", "", token.strip(), flags=re.IGNORECASE)
    if not value:
        raise ValueError("The API token is empty.")
    if not (value.isascii() and value.isprintable()):
        raise ValueError("The API token contains invalid characters, such as line breaks or accents.")
    return value


def base_url(url: str, insecure: bool = False) -> str:
    """Return the URL without a trailing `/v1` or slashes; errors do not show it, as it may contain a password.

    Plain http is for services on this machine: elsewhere, anyone on the network path could read the token.
    """
    try:
        parts = httpx.URL(url.strip())
        # The resolver encodes the name again, and its failure would not be an HTTP error.
        host = parts.raw_host.decode("ascii").encode("idna")
    except (httpx.InvalidURL, ValueError):
        parts, host = httpx.URL(), b""
    if parts.userinfo:
        raise ValueError("The API URL must not contain a user name or password.")
    is_host = re.fullmatch(rb"[0-9A-Za-z._:-]+", host) and (parts.port is None or 0 < parts.port < 65536)
    if parts.scheme not in ("http", "https") or not is_host or parts.query or parts.fragment:
        raise ValueError("The API URL must be http:// or https:// with a host, without a query or fragment.")
    if parts.scheme == "http" and not insecure and not is_loopback(host.decode("ascii")):
        raise ValueError(
            "The API URL must be https:// unless the API is on this machine or `insecure` is set."
        )
    # The routes begin with /v1 themselves, and people paste the URL with it.
    return re.sub(r"(/v1)?/*\Z", "", str(parts).rstrip("/?#"))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def user_agent() -> str:
    """Return the names and versions of this package, Python and httpx."""
    try:
        version = metadata.version("pulumi-edgegap")
    except metadata.PackageNotFoundError:
        version = "0"
    python = ".".join(platform.python_version_tuple()[:2])
    return f"pulumi-edgegap/{version} (python/{python}; httpx/{httpx.__version__})"
