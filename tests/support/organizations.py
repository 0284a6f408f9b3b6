"""Random organizations that the API would accept."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from hypothesis import strategies as st
from pulumi_edgegap.app import EMPTY_IMAGE
from pulumi_edgegap.emulator import Organization

_ANY = st.characters(exclude_categories=("C", "Z"), exclude_characters="/\\")
_READABLE = st.sampled_from(
    ["arena", "Arena", "a-rena", "class", "ゲーム", "1.0", "import", "É1", '{"x"}', "a'b"]
)
NAMES = st.one_of(_READABLE, st.text(_ANY, min_size=1, max_size=64)).filter(
    lambda name: name not in (".", "..")
)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=90)
WORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True).filter(
    lambda word: word != "latest"
)


def _maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


PORTS = st.lists(
    st.fixed_dictionaries(
        {"port": st.integers(1, 59999), "protocol": st.sampled_from(["TCP", "UDP", "TCP/UDP", "HTTP", "WS"])},
        optional={"to_check": st.booleans(), "name": WORDS},
    ),
    max_size=4,
    unique_by=(lambda port: port["port"], lambda port: port.get("name") or port["port"]),
)
ENVS = st.lists(
    st.fixed_dictionaries(
        {"key": WORDS, "value": st.text(_ANY, max_size=90), "is_secret": st.booleans()},
    ),
    max_size=4,
    unique_by=lambda env: env["key"],
)
VERSIONS = st.builds(
    lambda cpu, required, optional: {**required, **optional, "req_cpu": cpu, "req_memory": cpu},
    st.sampled_from([512, 1024]),
    st.fixed_dictionaries(
        {
            "docker_repository": st.just("docker.io"),
            "docker_image": st.just("studio/arena"),
            "docker_tag": WORDS,
        }
    ),
    st.one_of(
        st.just({}),
        _maybe(
            is_active=st.booleans(),
            private_username=TEXTS.filter(bool),
            private_token=TEXTS.filter(bool),
            req_video=st.integers(0, 3),
            max_duration=st.integers(-1, 1440),
            ports=PORTS,
            envs=ENVS,
            probe=st.just({"optimal_ping": 50, "rejected_ping": 100}),
            session_config=st.just({"kind": "Seat", "sockets": 4}),
            kind=st.sampled_from(["session", "non-session"]),
            restart_policy=st.sampled_from(["always", "never"]),
            command=st.one_of(st.none(), TEXTS),
            arguments=TEXTS,
            endpoint_storage=st.just("*"),
            force_cache=st.booleans(),
            will_deploy_in_mainland_china=st.booleans(),
        ),
    ),
)
STORAGES = st.fixed_dictionaries(
    {
        "access_key_id": WORDS,
        "secret_access_key": TEXTS.filter(bool),
        "endpoint": st.just("https://s3.example.com"),
        "bucket": WORDS,
    },
    optional={"output_format": st.sampled_from(["TEXT", "NDJSON"])},
)
PROFILES = st.fixed_dictionaries(
    {
        "source": st.just("/maps"),
        "source_type": st.sampled_from(["File", "Folder"]),
        "destination": st.sampled_from(["/game/maps", "/game/ü"]),
    }
)
ICONS = [
    EMPTY_IMAGE,
    *(b64encode(begin + bytes(300)).decode() for begin in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")),
]
APPS = st.fixed_dictionaries(
    {"is_active": st.booleans(), "image": st.sampled_from(ICONS)},
    optional={"is_telemetry_agent_active": st.booleans()},
)


def _children(child: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(NAMES, child, max_size=most)


ORGANIZATIONS = st.fixed_dictionaries(
    {
        "storages": st.dictionaries(NAMES, st.tuples(STORAGES, _children(PROFILES, 3)), max_size=3),
        "apps": st.dictionaries(
            NAMES.filter(lambda name: len(name) >= 3), st.tuples(APPS, _children(VERSIONS, 8)), max_size=4
        ),
    }
).filter(lambda described: described["storages"] or described["apps"])


def build(api: Organization, described: dict[str, Any]) -> None:
    """Empty an organization, and create the described objects in it."""
    for table in (api.apps, api.versions, api.storages, api.profiles, api.links):
        table.clear()
    for storage, (body, profiles) in described["storages"].items():
        api.create_storage({"name": storage, **body})
        for profile, facts in profiles.items():
            api.create_profile(storage, {"name": profile, **facts})
    for app, (body, versions) in described["apps"].items():
        api.create_app({"name": app, **body})
        for version, facts in versions.items():
            storages = list(api.storages)
            if "endpoint_storage" in facts and not storages:
                facts = {name: value for name, value in facts.items() if name != "endpoint_storage"}
            elif "endpoint_storage" in facts:
                facts = facts | {"endpoint_storage": storages[0]}
            api.create_version(app, {"name": version, **facts})


def contents(api: Organization) -> dict[str, Any]:
    """Return the content of an organization, without times and the order of lists."""
    tables = {"apps": api.apps, "versions": api.versions, "storages": api.storages, "profiles": api.profiles}
    return {kind: {key: _plain(record) for key, record in table.items()} for kind, table in tables.items()}


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return {
        name: sorted(value, key=lambda item: sorted(map(str, item.items())))
        if isinstance(value, list)
        else value
        for name, value in record.items()
        if name not in ("create_time", "last_updated")
    }
