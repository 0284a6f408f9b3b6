"""The client's request rate, and the service's clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import httpx
import pytest
from pulumi_edgegap.api import RateLimitError
from pulumi_edgegap.api._retries import RateLimiter

OK = {"json": {"name": "a"}}


def turns(pace, clock, count):
    for _ in range(count):
        wait = pace.reserve()
        if wait:
            clock.sleep(wait)
        yield clock.now()


def test_first_burst_passes_and_no_second_has_more(clock):
    pace = RateLimiter(30, clock)
    taken = list(turns(pace, clock, 200))
    assert taken[29] == taken[0]
    assert all(later - earlier >= 1 - 1e-9 for earlier, later in zip(taken, taken[30:], strict=False))
    assert taken[-1] - taken[0] == pytest.approx(6)


@pytest.mark.parametrize("rate", [0.5, 1, 2.5])
def test_low_rates_are_kept(clock, rate):
    taken = list(turns(RateLimiter(rate, clock), clock, 11))
    assert 10 / rate - 1 / rate <= taken[-1] - taken[0] <= 10 / rate


def test_threads_share_the_turns(clock):
    pace = RateLimiter(10, clock)
    with ThreadPoolExecutor(8) as threads:
        waits = sorted(threads.map(lambda _: pace.reserve(), range(100)))
    assert waits == [float(number // 10) for number in range(100)]


def test_too_many_requests_halves_the_rate_once_and_it_recovers(clock):
    pace = RateLimiter(32, clock)
    list(turns(pace, clock, 5))
    for _ in range(8):
        pace.slow_down()
    assert pace.rate == 16
    slow = list(turns(pace, clock, 9))
    assert slow[-1] - slow[0] == pytest.approx(8 / 16, rel=0.05)
    clock.sleep(1)
    pace.slow_down()
    assert 8 <= pace.rate < 9
    clock.sleep(30)
    assert 20 < pace.rate < 28
    clock.sleep(30)
    assert pace.rate == 32
    assert [pace.reserve() for _ in range(32)] == [0.0] * 32


def test_rate_never_falls_to_zero(clock):
    pace = RateLimiter(30, clock)
    for _ in range(100):
        clock.sleep(1)
        pace.slow_down()
    assert 1 <= pace.rate < 2


def test_other_calls_also_wait_for_retry_after(answering, clock):
    busy = httpx.Response(429, headers={"Retry-After": "5"})
    messages = []
    with answering(busy, httpx.Response(200, **OK), clock=clock, on_wait=messages.append) as client:
        with pytest.raises(RateLimitError):
            client.apps.get("a")
        assert clock.slept == []
        assert client._http._retries._rate_limiter.rate == 15
        client.apps.delete("b")
    assert clock.slept == [5]
    assert messages == ["Edgegap is limiting the request rate; waiting 5 s before DELETE /v1/app/b."]


def test_turn_taken_before_a_retry_after_is_taken_again(answering, clock):
    with answering(*[httpx.Response(200, **OK)] * 3, requests_per_second=1, clock=clock) as client:
        client.apps.get("a")
        rate_limiter, real = client._http._retries._rate_limiter, clock.sleep

        def meanwhile(seconds):
            real(seconds)
            if len(clock.slept) == 1:
                rate_limiter.pause(7)

        object.__setattr__(clock, "sleep", meanwhile)
        client.apps.get("a")
    assert clock.slept == [1, 7]


def test_queueing_does_not_use_up_the_time_of_a_call(answering, clock):
    busy = httpx.Response(503, headers={"Retry-After": "40"})
    with answering(busy, busy, max_retries=2, total_timeout=60, clock=clock) as client:
        client._http._retries._rate_limiter.pause(500)
        with pytest.raises(Exception, match="503"):
            client.apps.get("a")
    assert clock.slept == [500, 40]


def test_time_of_the_service_is_its_newest_date_and_what_passed_since(answering, clock):
    dates = [
        "Wed, 01 Jan 2025 10:00:00 GMT", None, "nonsense", "Wed, 01 Jan 2025 09:59:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ]  # fmt: skip
    answers = [httpx.Response(404, headers={"Date": date} if date else {}) for date in dates]
    with answering(*answers, clock=clock) as client:

        def asked():
            with pytest.raises(Exception, match="404"):
                client.apps.get("a")
            clock.sleep(2.5)
            return client.server_time()

        assert client.server_time() is None
        assert asked() == datetime(2025, 1, 1, 10, 0, 2, 500_000, timezone.utc)
        assert asked() == datetime(2025, 1, 1, 10, 0, 5, tzinfo=timezone.utc)
        assert asked() == datetime(2025, 1, 1, 10, 0, 7, 500_000, timezone.utc)
        assert asked() == datetime(2025, 1, 1, 9, 59, 2, 500_000, timezone.utc)
        assert asked() is None
