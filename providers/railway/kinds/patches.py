"""A service's part of an environment's configuration: from arguments to a patch, and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from providers.kit.differ import same
from providers.kit.values import Plain
from providers.railway.facts import facts
from providers.railway.kinds.instance_args import InstanceArgs

Config = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Setting:
    """A setting under `deploy` that has the same form on both sides.

    `reset` is what is sent when it is no longer declared: null where Railway's schema of the patch allows it, else
    the value that means nothing.
    """

    name: str
    reset: Plain


_SETTINGS: Final = (
    _Setting("healthcheckPath", None),
    _Setting("healthcheckTimeout", None),
    _Setting("overlapSeconds", 0),
    _Setting("drainingSeconds", 0),
    _Setting("startCommand", ""),
    _Setting("preDeployCommand", []),
    _Setting("cronSchedule", None),
    _Setting("restartPolicyType", None),
    _Setting("restartPolicyMaxRetries", None),
    _Setting("sleepApplication", False),
)


def patch(given: InstanceArgs, before: Mapping[str, Plain], config: Config) -> dict[str, Any]:
    """What must be sent so that the service runs as declared; {} when it does.

    `before` is what the program declared last, `config` the service's configuration now. Sealed values cannot be
    compared, so a value that is declared anew is sent, and so is one whose variable is gone or no longer sealed.
    """
    wanted = given.wire()
    parts = {
        "source": _source(wanted, config.get("source") or {}),
        "deploy": _deploy(wanted, before, config.get("deploy") or {}),
        "variables": _variables(wanted, before, config.get("variables") or {}),
        "volumeMounts": _mounts(wanted, before, config.get("volumeMounts") or {}),
        "networking": _networking(wanted, before, config.get("networking") or {}),
    }
    return {name: part for name, part in parts.items() if part}


def inputs(config: Config, declared: Mapping[str, Plain]) -> dict[str, Plain]:
    """The settings as arguments. Of a map the program owns only the entries that it names.

    With nothing declared, in an import, settings that have the platform's default are left out, and so are image and
    variables: they are the application's, and variables may be secrets.
    """
    deploy, image = config.get("deploy") or {}, (config.get("source") or {}).get("image")
    found: dict[str, Plain] = {"image": image} if image and "image" in declared else {}
    for setting in _SETTINGS:
        value, default = _read(deploy, setting.name), facts().default(setting.name)
        if value in (None, "", []):
            value = default
        if value is not None and (setting.name in declared or (not declared and value != default)):
            found[setting.name] = value
    found |= {name: value for name, value in (("regions", _regions(deploy)), ("limits", _limits(deploy))) if value}
    variables = config.get("variables") or {}
    if "variables" in declared:
        plain = {name: each for name, each in variables.items() if each and not each.get("isSealed")}
        found["variables"] = {n: str(plain[n].get("value", "")) for n in declared["variables"] if n in plain}
    if "sealedVariables" in declared:
        kept = {name for name, each in variables.items() if each and each.get("isSealed")}
        found["sealedVariables"] = {n: value for n, value in declared["sealedVariables"].items() if n in kept}
    mounts = {volume: _mount(row) for volume, row in (config.get("volumeMounts") or {}).items() if row}
    proxies = sorted(int(port) for port, row in _proxies(config.get("networking") or {}).items() if row is not None)
    own = declared.get("tcpProxies", proxies)
    if mounts:
        found["volumeMounts"] = mounts
    if proxies or "tcpProxies" in declared:
        found["tcpProxies"] = [port for port in proxies if port in own]
    return found


def _source(wanted: Config, now: Config) -> dict[str, Any]:
    # There is no default to go back to, so an image that is no longer declared stays as it is.
    return {"image": wanted["image"]} if "image" in wanted and now.get("image") != wanted["image"] else {}


def _deploy(wanted: Config, before: Config, now: Config) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for setting in _SETTINGS:
        name = setting.name
        default = facts().default(name)
        if name in wanted:
            value = _read(now, name)
            if not same(wanted[name], default if value is None else value):
                sent[name] = wanted[name]
        elif name in before and _read(now, name) not in (None, setting.reset, default):
            sent[name] = setting.reset
    if "limits" in wanted:
        if not same(wanted["limits"], _limits(now)):
            sent["limitOverride"] = {"containers": _containers(wanted["limits"])}
    elif "limits" in before and _limits(now):
        sent["limitOverride"] = None
    if "regions" in wanted and (sent or not same(wanted["regions"], _regions(now))):
        # Always written out: left out, Railway has been seen to take no notice of the region of a single replica.
        gone = {region: None for region in _regions(now) if region not in wanted["regions"]}
        sent["multiRegionConfig"] = {**gone, **wanted["regions"]}
    return sent


def _variables(wanted: Config, before: Config, now: Config) -> dict[str, Any]:
    plain, sealed = wanted.get("variables") or {}, wanted.get("sealedVariables") or {}
    was_plain, was_sealed = before.get("variables") or {}, before.get("sealedVariables") or {}
    sent: dict[str, Any] = {}
    for name, value in plain.items():
        row = now.get(name) or {}
        if row.get("value") != value or row.get("isSealed"):
            sent[name] = {"value": value, "isSealed": False}
    for name, value in sealed.items():
        row = now.get(name) or {}
        if not row.get("isSealed") or was_sealed.get(name) != value:
            sent[name] = {"value": value, "isSealed": True}
    gone = {*was_plain, *was_sealed} - {*plain, *sealed}
    return {**sent, **{name: None for name in sorted(gone) if name in now}}


def _mounts(wanted: Config, before: Config, now: Config) -> dict[str, Any]:
    declared, was = wanted.get("volumeMounts") or {}, before.get("volumeMounts") or {}
    sent: dict[str, Any] = {}
    for volume, row in declared.items():
        there = _mount(now.get(volume) or {})
        kinds = row.get("backupSchedules")
        if there.get("mountPath") != row["mountPath"] or (
            kinds is not None and not same(kinds, there.get("backupSchedules", []), unordered=True)
        ):
            sent[volume] = row
    return {**sent, **{volume: None for volume in sorted(set(was) - set(declared)) if now.get(volume)}}


def _networking(wanted: Config, before: Config, now: Config) -> dict[str, Any]:
    declared, was = set(wanted.get("tcpProxies") or ()), set(before.get("tcpProxies") or ())
    there = {int(port) for port, row in _proxies(now).items() if row is not None}
    sent: dict[str, Any] = {str(port): {} for port in sorted(declared - there)}
    sent |= {str(port): None for port in sorted((was - declared) & there)}
    return {"tcpProxies": sent} if sent else {}


def _read(deploy: Config, name: str) -> Plain:
    value = deploy.get(name)
    if name == "preDeployCommand" and isinstance(value, str):
        return [value]
    return value


def _regions(deploy: Config) -> dict[str, Plain]:
    rows = deploy.get("multiRegionConfig") or {}
    return {region: {"numReplicas": row.get("numReplicas", 1)} for region, row in rows.items() if row}


def _limits(deploy: Config) -> dict[str, Plain]:
    rows = ((deploy.get("limitOverride") or {}).get("containers")) or {}
    found: dict[str, Plain] = {}
    if rows.get("cpu") is not None:
        found["vcpu"] = rows["cpu"]
    if rows.get("memoryBytes") is not None:
        gb = rows["memoryBytes"] / facts().unit("bytes_per_gb")
        found["memoryGb"] = int(gb) if gb.is_integer() else gb
    return found


def _containers(limits: Config) -> dict[str, Any]:
    return {"cpu": limits["vcpu"], "memoryBytes": round(limits["memoryGb"] * facts().unit("bytes_per_gb"))}


def _mount(row: Config) -> dict[str, Plain]:
    found: dict[str, Plain] = {"mountPath": row.get("mountPath")}
    if row.get("backupSchedules"):
        found["backupSchedules"] = row["backupSchedules"]
    return found


def _proxies(networking: Config) -> Config:
    return networking.get("tcpProxies") or {}
