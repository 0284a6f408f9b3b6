"""Check the assumptions about the service with a real organization.

    make contract EDGEGAP_API_TOKEN=...
    make contract EDGEGAP_API_TOKEN=... WRITE=1

Nothing is changed, unless WRITE is set: then an app of its own is made and deleted. EDGEGAP_API_URL is honoured.
Exit code: 0, no fact fails; 1, one does; 2, the service could not be asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping

import httpx
from contract.api import NotAnsweredError, Service
from contract.changes import outcomes
from contract.facts import READING, Fact, Outcome

DEFAULT_URL = "https://api.edgegap.com"


def main(environment: Mapping[str, str]) -> int:
    """Check all facts, print a line for each, and return the exit code."""
    token = environment.get("EDGEGAP_API_TOKEN", "").strip()
    if not token:
        print("There is no token: make contract EDGEGAP_API_TOKEN=...", file=sys.stderr)
        return 2
    try:
        service = Service(environment.get("EDGEGAP_API_URL") or DEFAULT_URL, token)
        first = service.get("/v1/apps")
    except NotAnsweredError as error:
        print(f"The service could not be asked: {error}.", file=sys.stderr)
        return 2
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        # Its text may contain more than should be shown.
        print(f"The service could not be asked: {type(error).__name__}.", file=sys.stderr)
        return 2
    if first.status in (401, 403):
        print(f"The service does not take the token: {first.status}.", file=sys.stderr)
        return 2
    counts = dict.fromkeys(("holds", "fails", "unseen"), 0)
    for fact, outcome in seen(service, writes=bool(environment.get("WRITE"))):
        counts[outcome.status] += 1
        detail = f" [{outcome.detail}]" if outcome.detail else ""
        print(f"{outcome.status:6}  {fact.sentence} ({fact.source}){detail}", flush=True)
    service.close()
    print(", ".join(f"{count} {status}" for status, count in counts.items()))
    return 1 if counts["fails"] else 0


def seen(service: Service, *, writes: bool) -> Iterator[tuple[Fact, Outcome]]:
    """Check each fact; one whose connection breaks could not be checked."""
    for fact in READING:
        try:
            yield fact, fact.look(service)
        except NotAnsweredError as error:
            yield fact, Outcome("unseen", str(error))
        except httpx.HTTPError as error:
            yield fact, Outcome("unseen", type(error).__name__)
        except (AttributeError, TypeError, KeyError) as error:
            yield fact, Outcome("fails", f"the answer has another form ({type(error).__name__})")
    if writes:
        yield from outcomes(service)


if __name__ == "__main__":
    sys.exit(main(os.environ))
