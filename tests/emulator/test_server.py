"""What is outside the operations: tokens, paths, faults, recorded requests, the data file."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest
from pulumi_edgegap.emulator import DEFAULT_TOKEN, Emulator, Fault, Organization

APP = {"name": "game", "is_active": True, "image": ""}


@pytest.fixture
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def client(emulator):
    with connected(emulator) as client:
        yield client


def connected(emulator, token=DEFAULT_TOKEN):
    return httpx.Client(verify=False, base_url=emulator.url, headers={"Authorization": f"token {token}"})


@pytest.mark.parametrize(
    "header",
    [
        "",
        "token",
        "token a b",
        DEFAULT_TOKEN,
        f"token token {DEFAULT_TOKEN}",
        f"Bearer {DEFAULT_TOKEN}",
    ],
)
def test_token_must_have_the_right_form(emulator, header):
    response = httpx.get(f"{emulator.url}/v1/apps", headers={"Authorization": header})
    assert (response.status_code, response.json()) == (401, {"message": "The token is missing or not valid."})


def test_unknown_token_counts_as_deleted(emulator):
    response = httpx.get(f"{emulator.url}/v1/apps", headers={"Authorization": "token wrong"})
    said = {"message": "The token was deleted, or is of another kind."}
    assert (response.status_code, response.json()) == (403, said)


def test_wizard_route_checks_a_token(emulator, client):
    answer = client.post("/v1/wizard/init-quick-start")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.post("/v1/wizard/init-quick-start/").status_code == 404
    assert httpx.post(f"{emulator.url}/v1/wizard/init-quick-start").status_code == 401


def test_documentation_needs_no_token(emulator):
    assert httpx.get(f"{emulator.url}/docs").status_code == 200
    paths = httpx.get(f"{emulator.url}/openapi.json").json()["paths"]
    assert "ports" in str(paths["/v1/app/{app_name}/version"]["post"]["requestBody"])


def test_tokens_belong_to_separate_organizations():
    with (
        Emulator(["one", "two"]) as emulator,
        connected(emulator, "one") as one,
        connected(emulator, "two") as two,
    ):
        assert one.post("/v1/app", json=APP).status_code == 200
        assert two.get("/v1/app/game").status_code == 404
        assert "game" in emulator.organization("one").apps
        assert not emulator.organization("two").apps


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("a/b", "a%2Fb"),
        ("a%2Fb", "a%252Fb"),
        ("100%", "100%25"),
        ("a b", "a%20b"),
        ("héros ☃", "h%C3%A9ros%20%E2%98%83"),
        ("...", "%2E%2E%2E"),
        ("a?b#c", "a%3Fb%23c"),
    ],
)
def test_path_is_decoded_once(client, name, segment):
    assert client.post("/v1/app", json=APP | {"name": name}).status_code == 200
    client.post("/v1/app", json=APP | {"name": "other"})
    assert client.get(f"/v1/app/{segment}").json()["name"] == name
    assert client.delete(f"/v1/app/{segment}").content == b""
    assert client.get("/v1/apps").json()["total_count"] == 1


def test_dots_in_a_path_do_not_change_the_route(emulator):
    emulator.organization().create_app(APP)
    host, port = emulator.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:  # since clients resolve dots themselves
        request = f"GET /v1/app/other/../game HTTP/1.1\r\nHost: localhost\r\nAuthorization: token {DEFAULT_TOKEN}\r\n\r\n"
        connection.sendall(request.encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 404")


def test_image_has_its_slashes_in_the_route_but_not_its_project(client, emulator):
    emulator.push_tag("studio/team/game", "1.0.0", size_mb=12.5)
    tags = client.get("/v1/container-registry/images/team/game/tags").json()["data"]
    assert [(tag["tag"], tag["artifact"]["size_mb"]) for tag in tags] == [("1.0.0", 12.5)]
    assert client.get("/v1/container-registry/images/team%2Fgame/tags").status_code == 404
    with_project = client.get("/v1/container-registry/images/studio/team/game/tags")
    assert with_project.status_code == 404
    assert with_project.json()["message"] == "No image named studio/team/game found inside your project."
    deleted = client.delete("/v1/container-registry/images/team/game/tags/1.0.0").json()
    assert deleted["deleted_tag"] == "1.0.0"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/none", 404),
        ("GET", "/v1/app/", 404),
        ("GET", "/", 404),
        ("PUT", "/v1/app/game", 405),
        ("GET", "/v1/apps?page=0", 400),
        ("GET", "/v1/apps?limit=many", 400),
    ],
)
def test_every_refusal_is_a_message(client, method, path, status):
    response = client.request(method, path)
    assert (response.status_code, list(response.json())) == (status, ["message"])


def test_allow_header_names_all_methods(client):
    assert client.put("/v1/app/game").headers["allow"] == "DELETE, GET, PATCH"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff", b'{"name": "\\ud800"}', b'{"req_cpu": NaN}', b"[" * 100_000],
)
def test_body_must_be_an_object(client, content):
    response = client.post("/v1/app", content=content)
    assert (response.status_code, response.json()) == (400, {"message": "The body must be a JSON object."})


def test_unexpected_error_is_a_500(client, monkeypatch):
    monkeypatch.setattr(Organization, "list_apps", lambda *_: 1 / 0)
    response = client.get("/v1/apps")
    assert (response.status_code, response.json()) == (500, {"message": "Internal server error."})


def test_requests_are_recorded(client, emulator):
    client.post("/v1/app", json=APP | {"name": "a/b", "secret": "hush"})
    client.get("/v1/app/a%2Fb")
    first, second = emulator.requests
    assert (first.method, first.path, first.status, first.body["name"]) == ("POST", "/v1/app", 200, "a/b")
    assert (second.path, second.body) == ("/v1/app/a%2Fb", None)
    assert "hush" not in repr(first)


def test_fail_next_responds_instead(client, emulator):
    emulator.fail_next(method="POST", path="/v1/app*", status=429, headers={"Retry-After": "1"}, times=2)
    emulator.fail_next(method="GET", path="*", status=502, body="<html>Bad gateway</html>")
    assert client.get("/v1/apps").headers["content-type"].startswith("text/html")
    response = client.post("/v1/app", json=APP)
    assert (response.status_code, response.headers["retry-after"]) == (429, "1")
    assert client.post("/v1/app", json=APP).status_code == 429
    assert not emulator.organization().apps
    assert client.post("/v1/app", json=APP).status_code == 200
    assert [request.status for request in emulator.requests] == [502, 429, 429, 200]


def test_fail_next_can_carry_out(client, emulator):
    emulator.fail_next(status=504, carry_out=True)
    assert client.post("/v1/app", json=APP).status_code == 504
    assert "game" in emulator.organization().apps
    assert [request.status for request in emulator.requests] == [504]


@pytest.mark.parametrize("carried_out", [False, True])
def test_fail_next_can_reset_the_connection(client, emulator, carried_out):
    emulator.fail_next(method="POST", drop="after" if carried_out else "before")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        client.post("/v1/app", json=APP)
    assert ("game" in emulator.organization().apps) is carried_out
    assert [request.status for request in emulator.requests] == [0]
    assert client.get("/v1/apps").status_code == 200


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/app"), ("DELETE", "/v1/storage/endpoint/store")])
def test_fail_next_can_cut_the_response(client, emulator, sow, method, path, caplog):
    sow(emulator.organization())
    emulator.fail_next(method=method, drop="middle")
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete|without sending"):
        client.request(method, path, json=APP | {"name": "other"})
    assert ("other" in emulator.organization().apps) is (method == "POST")
    assert ("store" in emulator.organization().storages) is (method == "POST")
    assert client.get("/v1/apps").status_code == 200
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


def test_fail_next_does_not_close_other_connections(emulator):
    with connected(emulator) as one, connected(emulator) as two:
        two.get("/v1/apps")
        emulator.fail_next(drop="before")
        with pytest.raises(httpx.TransportError):
            one.get("/v1/apps", headers={"X-Forwarded-For": "192.0.2.1"})
        assert two.get("/v1/apps").status_code == 200


def test_fail_next_can_delay_the_real_response(client, emulator):
    emulator.fail_next(status=None, delay=0.05)
    answer = client.post("/v1/app", json=APP)
    assert (answer.json()["name"], answer.elapsed.total_seconds() >= 0.05) == ("game", True)
    emulator.fail_next(method="DELETE", carry_out=True, delay=1)
    with pytest.raises(httpx.ReadTimeout):
        client.delete("/v1/app/game", timeout=0.2)
    assert not emulator.organization().apps


def test_faults_can_be_chosen_request_by_request(client, emulator):
    emulator.choose_fault = lambda method, path: Fault(status=503) if path == "/v1/apps" else None
    assert client.post("/v1/app", json=APP).status_code == 200
    emulator.fail_next(status=429)
    assert [client.get("/v1/apps").status_code for _ in range(3)] == [429, 503, 503]
    assert [request.fault and request.fault.status for request in emulator.requests] == [None, 429, 503, 503]
    emulator.choose_fault = None
    assert client.get("/v1/apps").status_code == 200


def test_dropping_needs_the_emulators_own_server():
    emulator = Emulator()
    emulator.fail_next(drop="before")
    transport = httpx.ASGITransport(emulator.app)

    async def ask():
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await client.get("/v1/apps", headers={"Authorization": f"token {DEFAULT_TOKEN}"})

    with pytest.raises(RuntimeError, match="own server"):
        asyncio.run(ask())


def test_image_that_cannot_be_pulled_is_a_choice(sow):
    with Emulator(pullable=lambda *image: False) as emulator, connected(emulator) as client:
        sow(emulator.organization())
        assert client.patch("/v1/app/game/version/v1", json={"verify_image": True}).status_code == 424


def test_edition_must_be_valid():
    with pytest.raises(ValueError, match="2024, 2025, 2026"):
        Emulator(edition="2023")


def test_port_is_taken(emulator):
    with pytest.raises(OSError, match="cannot be used"):
        Emulator(port=int(emulator.url.rpartition(":")[2])).start()


@pytest.mark.parametrize("tokens", [[], [""], ["a b"], ["é"]])
def test_tokens_must_be_sendable(tokens):
    with pytest.raises(ValueError, match="tokens"):
        Emulator(tokens)


def test_data_survives_a_restart(tmp_path, sow):
    file = tmp_path / "edgegap.db"
    with Emulator(["token-one", "token-two"], data=file) as emulator:
        organization = emulator.organization("token-two")
        sow(organization)
        organization.update_app("game", {"name": "arena"})
        organization.delete_storage("store")
        before = {name: dict(getattr(organization, name)) for name in ("apps", "versions", "tags")}
    assert b"token-" not in file.read_bytes()
    with Emulator(["token-two", "token-one"], data=file) as emulator:
        organization = emulator.organization("token-two")
        assert {name: dict(getattr(organization, name)) for name in before} == before
        assert not organization.storages
        assert not organization.links
        assert not emulator.organization("token-one").apps
        organization.delete_app("arena")  # finds children that came from the file
        assert not organization.versions


def test_data_file_belongs_to_one_emulator(tmp_path):
    file = tmp_path / "edgegap.db"
    with Emulator(data=file), pytest.raises(OSError, match="locked"):
        Emulator(data=file)


def test_data_changes_together_or_not_at_all(tmp_path, sow, monkeypatch):
    file = tmp_path / "edgegap.db"
    delete_version = Organization.delete_version

    def broken(self, *key):
        delete_version(self, *key)
        raise RuntimeError

    with Emulator(data=file) as emulator:
        sow(emulator.organization())
        monkeypatch.setattr(Organization, "delete_version", broken)
        with pytest.raises(RuntimeError):
            emulator.organization().delete_app("game")
    with Emulator(data=file) as emulator:
        assert ("game", "v1") in emulator.organization().versions
        assert ("store", "maps", "game", "v1") in emulator.organization().links


def test_old_names_work_with_a_warning(emulator):
    with pytest.warns(DeprecationWarning, match="organisation is deprecated: use organization"):
        assert emulator.organisation() is emulator.organization()
    with pytest.warns(DeprecationWarning, match="Organisation is deprecated: use Organization"):
        from pulumi_edgegap.emulator import Organisation
    assert Organisation is Organization
