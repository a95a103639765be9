"""Who may connect to the database."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from providers.kit.errors import HalfMadeError
from providers.kit.kind import Output
from providers.kit.model import Mark
from providers.kit.once import made_once
from providers.kit.values import Plain
from providers.supabase.api.client import project
from providers.supabase.kinds.setting import Setting, SettingArgs, Told

_APPLIED: Final = "applied"
_V4: Final = "dbAllowedCidrs"
_V6: Final = "dbAllowedCidrsV6"


class NetworksArgs(SettingArgs):
    """What a program may say of networks."""

    allowed_cidrs: Annotated[
        list[str], Mark.UNORDERED, Field(description="IPv4 networks; 0.0.0.0/0 is everybody, an empty list nobody.")
    ]
    allowed_cidrs_v6: Annotated[
        list[str] | None,
        Mark.UNORDERED,
        Mark.KEPT,
        Field(description="IPv6 networks; ::/0 is everybody, null as it is."),
    ] = None

    def rules(self) -> Iterator[tuple[str, str]]:
        """Networks of the version that their list is for."""
        for name, texts, version in (("allowedCidrs", self.allowed_cidrs, 4), ("allowedCidrsV6", self.v6, 6)):
            for index, text in enumerate(texts):
                if _version(text) != version:
                    yield f"{name}[{index}]", f"must be an IPv{version} network, not {text!r}"

    @property
    def v6(self) -> list[str]:
        """The IPv6 networks, none where nothing is declared."""
        return self.allowed_cidrs_v6 or []


@dataclass(frozen=True, slots=True)
class Networks:
    """Both lists, each network in its own spelling and once."""

    v4: tuple[str, ...]
    v6: tuple[str, ...]

    @staticmethod
    def of(v4: Sequence[str], v6: Sequence[str]) -> Networks:
        """From texts as people write them."""
        return Networks(canonical(v4), canonical(v6))

    def with_those_of(self, other: Networks) -> Networks:
        """The networks of both."""
        return Networks.of((*self.v4, *other.v4), (*self.v6, *other.v6))


class NetworkRestrictions(Setting[NetworksArgs]):
    """The networks that may connect."""

    token = "supabase:index:NetworkRestrictions"  # noqa: S105
    text = (
        "The networks that may connect to the database and its pooler; the HTTP APIs are not restricted. A change first"
        " lets in the new networks beside the old ones, waits until that is applied, and then takes the old ones away,"
        " so that nobody who may connect before and after is locked out in between. Deleting the resource leaves the"
        " networks as they are."
    )
    rights = "the project's network restrictions: read and write"
    bounds = "Not on the plan Free."
    arguments = NetworksArgs
    place = "network-restrictions"
    outputs: ClassVar[Mapping[str, Output]] = {
        "status": Output("string", "applied, or stored while it is on its way, as of the last update or refresh.")
    }

    def unfinished(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:
        """What is stored holds only once it is applied."""
        return ("status",) if outputs.get("status") != _APPLIED else ()

    def equal(self, name: str, declared: Plain, found: Plain) -> bool:
        """Whether both lists mean the same networks."""
        if isinstance(declared, list) and isinstance(found, list):
            return canonical(declared) == canonical(found)
        return super().equal(name, declared, found)

    async def tell(self, ref: str) -> Told:
        """The networks that were asked for last, and whether they hold."""
        told = await self._now(ref)
        inputs = {"allowedCidrs": told["config"].get(_V4, []), "allowedCidrsV6": told["config"].get(_V6, [])}
        return Told(inputs, {"status": told["status"]})

    async def apply(self, given: NetworksArgs, before: Mapping[str, Plain]) -> Mapping[str, Plain]:  # noqa: ARG002
        """Add first, narrow then."""
        ref = given.project_ref
        now = _told(await self._now(ref))
        # The call replaces both lists, so the one that is not declared is sent as it is.
        wanted = Networks.of(given.allowed_cidrs, given.v6 if given.allowed_cidrs_v6 is not None else now.v6)
        both = now.with_those_of(wanted)
        if both != now:
            await self._widen(ref, both)
        await self._applied(ref)
        if wanted != both:
            await self._set(ref, wanted, again=True)
            await self._applied(ref)
        return {"status": _APPLIED}

    async def _widen(self, ref: str, networks: Networks) -> None:
        """Let in more networks, by one call: a second one on its way could come after the narrowing and undo it.

        Raises DoubtfulError where it is not known whether the call was done.
        """

        async def widen() -> Networks:
            await self._set(ref, networks, again=False)
            return networks

        async def there() -> Networks | None:
            now = _told(await self._now(ref))
            return now if now == networks else None

        what = f"the network restrictions of project {ref}"
        await made_once(widen, there, what=what, patience=self._supabase.patience)

    async def _set(self, ref: str, networks: Networks, *, again: bool) -> None:
        body = {_V4: list(networks.v4), _V6: list(networks.v6)}
        await self._supabase.client.post(project("/network-restrictions/apply", ref), body, again=again)

    async def _applied(self, ref: str) -> None:
        """Return once what was set holds. Raises HalfMadeError when that takes too long."""

        async def look() -> bool | None:
            return (await self._now(ref))["status"] == _APPLIED or None

        if not await self._supabase.patience.appeared(look, what=f"the network restrictions of project {ref}"):
            waited = f"{self._supabase.patience.timings.appear_s:g} s"
            raise HalfMadeError(
                f"the network restrictions of project {ref} are stored, but not applied after {waited}; run the update"
                " again, it goes on",
                identity=self.identity(ref),
                outputs={"status": "stored"},
            )

    async def _now(self, ref: str) -> Mapping[str, Any]:
        told: Mapping[str, Any] = await self._supabase.client.get(project("/network-restrictions", ref))
        return told


def canonical(texts: Sequence[str]) -> tuple[str, ...]:
    """The networks as a router writes them, each once and sorted; what is no network stays as it is."""
    return tuple(sorted({_canonical(text) for text in texts}))


def _canonical(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return text


def _version(text: str) -> int | None:
    try:
        return ipaddress.ip_network(text, strict=False).version
    except ValueError:
        return None


def _told(answer: Mapping[str, Any]) -> Networks:
    config = answer["config"]
    return Networks.of(config.get(_V4, []), config.get(_V6, []))
