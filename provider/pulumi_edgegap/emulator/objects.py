"""The fields of the service's objects, with ranges and defaults.

`default` is documented by the contract, and `guess` is invented (see `Field`). Responses do not contain a
field with neither until it is set; a list is empty by default.
"""

from __future__ import annotations

from pulumi_edgegap.emulator.fields import Field

APP = {
    "name": Field(type="string", least=3, most=64, required=True),
    "is_active": Field(type="boolean", required=True),
    "image": Field(type="string", required=True),
    "is_telemetry_agent_active": Field(type="boolean", guess=False, editions=("2024", "2025")),
}

PORT = {
    "port": Field(type="integer", least=0, most=59999, required=True),
    "protocol": Field(
        type="string", choices=("TCP", "UDP", "TCP/UDP", "HTTP", "HTTPS", "WS", "WSS"), required=True
    ),
    "to_check": Field(type="boolean", default=True),
    "tls_upgrade": Field(type="boolean", default=False),
    "name": Field(type="string"),
}

ENV = {
    "key": Field(type="string", least=1, required=True),
    "value": Field(type="string", required=True),
    "is_secret": Field(type="boolean", guess=False, editions=("2024", "2025")),
    "is_hidden": Field(type="boolean", default=False, editions=("2025", "2026")),
}

PROBE = {
    "optimal_ping": Field(type="integer", least=1, required=True),
    "rejected_ping": Field(type="integer", least=1, required=True),
}

# `kind` and `sockets` are required, but a PATCH may leave them unchanged: see versions.py.
SESSION_CONFIG = {
    "kind": Field(type="string", choices=("Default", "Seat", "Match")),
    "sockets": Field(type="integer", least=1),
    "autodeploy": Field(type="boolean", guess=True),
    "empty_ttl": Field(type="integer", least=1, guess=60),
    "session_max_duration": Field(type="integer", least=60, guess=60),
}

VERSION = {
    "name": Field(type="string", least=1, most=64, required=True),
    "is_active": Field(type="boolean", default=True),
    "docker_repository": Field(type="string", required=True),
    "docker_image": Field(type="string", required=True),
    "docker_tag": Field(type="string", required=True),
    "private_username": Field(type="string", shown="masked"),
    "private_token": Field(type="string", shown="masked"),
    "req_cpu": Field(type="integer", least=100, required=True, updates=("2024", "2025")),
    "req_memory": Field(type="integer", least=100, required=True, updates=("2024", "2025")),
    "req_video": Field(type="integer", least=0, guess=0, updates=("2024", "2025")),
    "max_duration": Field(type="integer", default=1440, updates=("2025", "2026")),
    "use_telemetry": Field(type="boolean", guess=True, editions=("2024", "2025")),
    "inject_context_env": Field(type="boolean", guess=True, editions=("2024", "2025")),
    "whitelisting_active": Field(type="boolean", guess=False, editions=("2024", "2025")),
    "force_cache": Field(type="boolean", guess=False),
    "kind": Field(
        type="string", choices=("session", "non-session"), guess="non-session", editions=("2025",), updates=()
    ),
    "cache_min_hour": Field(type="integer", least=0, most=23, editions=("2024", "2025")),
    "cache_max_hour": Field(type="integer", least=0, most=23, editions=("2024", "2025")),
    "time_to_deploy": Field(type="integer", least=15, default=10),
    "enable_all_locations": Field(type="boolean", guess=False, editions=("2024", "2025")),
    "session_config": Field(type="object", fields=SESSION_CONFIG, editions=("2024", "2025")),
    "ports": Field(type="list", fields=PORT),
    "probe": Field(type="object", fields=PROBE, editions=("2024", "2025")),
    "envs": Field(type="list", fields=ENV),
    "verify_image": Field(type="boolean", default=False),
    "termination_grace_period_seconds": Field(type="integer", least=5, most=3600, guess=5),
    "endpoint_storage": Field(type="string"),
    "command": Field(type="string", nullable=True, guess=None, editions=("2025",)),
    "arguments": Field(type="string", nullable=True, guess=None, editions=("2025",)),
    "dns_config": Field(type="string", editions=("2025", "2026")),
    "restart_policy": Field(
        type="string", choices=("always", "never", "on_failure"), default="always", editions=("2025", "2026")
    ),
    "will_deploy_in_mainland_china": Field(type="boolean", default=False, editions=("2025", "2026")),
    "build_type": Field(type="string", editions=("2025",)),
}

STORAGE = {
    "name": Field(type="string", least=1, required=True),
    "access_key_id": Field(type="string", required=True),
    "secret_access_key": Field(type="string", required=True, shown="never"),
    "endpoint": Field(
        type="string", pattern=r"^https?://[^/\s]+", hint="must be a full http or https URL", required=True
    ),
    "bucket": Field(type="string", required=True),
    "output_format": Field(
        type="string", choices=("TEXT", "NDJSON"), default="TEXT", editions=("2025", "2026")
    ),
}

PROFILE = {
    "name": Field(type="string", least=1, required=True),
    "source": Field(
        type="string",
        pattern=r"\A(/[A-Za-z0-9_+.-]+)+\Z",
        hint="must start with /, must not end with /, and may hold letters, digits and _ - + . only",
        required=True,
    ),
    "source_type": Field(type="string", choices=("File", "Folder"), required=True),
    "destination": Field(type="string", pattern=r"\A/", hint="must be an absolute path", required=True),
}

SECRETS = frozenset(
    name
    for fields in (APP, VERSION, STORAGE, PROFILE)
    for name, field in fields.items()
    if field.shown != "yes"
)
"""The secret fields, in addition to the `value` of a secret variable."""
