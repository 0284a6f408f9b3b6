"""The parts of operations on versions that need no other object."""

from __future__ import annotations

from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import MASK, Edition, Record, check, fill, show
from pulumi_edgegap.emulator.objects import ENV, SESSION_CONFIG, VERSION
from pulumi_edgegap.emulator.readings import USUAL, Credentials, Reading

ENV_VALUE_BYTES = 4096


def created(body: Record, edition: Edition) -> Record:
    """Return the record of a new version, with defaults."""
    known = check(VERSION, body, edition)
    return _completed(fill(VERSION) | known, known, edition)


def updated(record: Record, body: Record, edition: Edition, reading: Reading = USUAL) -> Record:
    """Return the record after a PATCH: given fields are changed, lists are replaced."""
    known = check(reading.for_update(VERSION), body, edition, update=True)
    if ("req_cpu" in known) != ("req_memory" in known):
        raise ApiError(400, "req_cpu, req_memory: send both, or neither.")
    if "session_config" in known:
        known["session_config"] = record.get("session_config", {}) | known["session_config"]
    return _completed(record | known, known, edition)


def shown(
    record: Record, edition: Edition, caching_percent: float, credentials: Credentials = "masked"
) -> Record:
    """Return a version as in responses, with masked secrets and sorted lists."""
    answer = show(VERSION, record, edition)
    if credentials == "clear":
        answer |= {name: record[name] for name in ("private_username", "private_token") if name in record}
    ports = [dict(port) for port in record["ports"]]
    answer["ports"] = sorted(ports, key=lambda port: (port["port"], port["name"]))
    envs = [_shown_env(env, edition) for env in record["envs"]]
    answer["envs"] = sorted(envs, key=lambda env: str(env["key"]))
    for name in ("session_config", "probe"):
        if name in answer:
            answer[name] = dict(answer[name])
    if edition != "2024":
        answer["caching_percent"] = caching_percent
    return answer


def _shown_env(env: Record, edition: Edition) -> Record:
    secret = env["is_secret"]
    value = MASK if secret else env["value"]
    return show(ENV, env | {"value": value, "is_hidden": secret}, edition)


def _completed(record: Record, sent: Record, edition: Edition) -> Record:
    """Return the completed record, after checks across fields."""
    if record["req_memory"] > 2 * record["req_cpu"]:
        raise ApiError(400, "req_memory: must be at most twice req_cpu.")
    if "max_duration" in sent:
        _check_duration(sent["max_duration"], edition)
    if record["enable_all_locations"] and (record["whitelisting_active"] or record["force_cache"]):
        raise ApiError(400, "enable_all_locations: excludes whitelisting_active and force_cache.")
    if "session_config" in sent:
        record["session_config"] = _session_config(record["session_config"])
    if "ports" in sent:
        record["ports"] = [_port(port, f"ports[{index}]") for index, port in enumerate(sent["ports"])]
    if "envs" in sent:
        record["envs"] = [_env(env, f"envs[{index}]") for index, env in enumerate(sent["envs"])]
    return record


def _check_duration(minutes: int, edition: Edition) -> None:
    if edition == "2024" and minutes < 0:
        raise ApiError(400, "max_duration: must be at least 0.")
    if edition != "2024" and not -1 <= minutes <= 1440:
        raise ApiError(400, "max_duration: must be from -1 to 1440.")


def _session_config(config: Record) -> Record:
    for name in ("kind", "sockets"):
        if name not in config:
            raise ApiError(400, f"session_config.{name}: is required.")
    return fill(SESSION_CONFIG) | config


def _port(port: Record, where: str) -> Record:
    if port["tls_upgrade"] and port["protocol"] not in ("HTTP", "WS"):
        raise ApiError(400, f"{where}.tls_upgrade: is for HTTP and WS only.")
    if port["port"] == 0 and not port.get("name"):
        raise ApiError(400, f"{where}.name: is required for port 0.")
    return port | {"name": port.get("name") or str(port["port"])}


def _env(env: Record, where: str) -> Record:
    if len(env["value"].encode()) > ENV_VALUE_BYTES:
        raise ApiError(400, f"{where}.value: must be at most {ENV_VALUE_BYTES} bytes.")
    return {"key": env["key"], "value": env["value"], "is_secret": env["is_secret"] or env["is_hidden"]}
