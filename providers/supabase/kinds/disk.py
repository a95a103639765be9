"""The disk under a project's databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from providers.kit.errors import RefusedError
from providers.kit.model import Mark
from providers.kit.once import there_or_made
from providers.kit.values import Plain
from providers.supabase.api.client import project
from providers.supabase.kinds.setting import Setting, SettingArgs, Told

Positive = Annotated[int, Field(ge=1)]


class DiskArgs(SettingArgs):
    """What a program may say of the disk."""

    type: Annotated[Literal["gp3", "io2"], Field(description="The type of volume.")]
    size_gb: Annotated[Positive, Field(description="GB; it never shrinks.")]
    iops: Annotated[Positive, Field(description="Operations a second.")]
    throughput_mibps: Annotated[Positive | None, Mark.KEPT, Field(description="MiB a second; gp3 only.")] = None

    def rules(self) -> Iterator[tuple[str, str]]:
        """io2 has no throughput of its own."""
        if self.type == "io2" and self.throughput_mibps is not None:
            yield "throughputMibps", "not with io2, whose throughput follows from its iops"


class Disk(Setting[DiskArgs]):
    """The disk."""

    token = "supabase:index:Disk"  # noqa: S105
    text = (
        "The disk of the primary and, by a factor, of its replicas. It grows live and never shrinks: a smaller size is"
        " refused before the call. Deleting the resource leaves the disk as it is."
    )
    rights = "the project's disk: read and write"
    bounds = "Not on the plan Free. A few changes in 24 hours, which the platform counts."
    arguments = DiskArgs
    place = "disk"

    async def tell(self, ref: str) -> Told:
        """The disk now."""
        now = await self._attributes(ref)
        names = {"type": "type", "sizeGb": "size_gb", "iops": "iops", "throughputMibps": "throughput_mibps"}
        return Told({wire: now.get(name) for wire, name in names.items()})

    async def apply(self, given: DiskArgs, before: Mapping[str, Plain]) -> Mapping[str, Plain]:  # noqa: ARG002
        """Change it, unless it is so: changes are counted."""
        ref = given.project_ref

        async def so() -> bool | None:
            now = await self._attributes(ref)
            return _wanted(given, now) == {name: now.get(name) for name in _wanted(given, now)} or None

        async def change() -> bool:
            now = await self._attributes(ref)
            if given.size_gb < now["size_gb"]:
                raise RefusedError(
                    f"sizeGb: the disk of project {ref} has {now['size_gb']} GB and never shrinks, so not to"
                    f" {given.size_gb}; declare {now['size_gb']} or more",
                    status=0,
                )
            body = {"attributes": _wanted(given, now)}
            await self._supabase.client.post(project("/config/disk", ref), body, again=False)
            return True

        await there_or_made(so, change, what=f"disk of project {ref}", patience=self._supabase.patience)
        return {}

    async def _attributes(self, ref: str) -> Mapping[str, Any]:
        told = await self._supabase.client.get(project("/config/disk", ref))
        attributes: Mapping[str, Any] = told["attributes"]
        return attributes


def _wanted(given: DiskArgs, now: Mapping[str, Any]) -> dict[str, Any]:
    """All attributes, as the call replaces them: a throughput that is not declared stays while the type does."""
    wanted: dict[str, Any] = {"type": given.type, "size_gb": given.size_gb, "iops": given.iops}
    throughput = given.throughput_mibps
    if throughput is None and given.type == now["type"]:
        throughput = now.get("throughput_mibps")
    return wanted if throughput is None else {**wanted, "throughput_mibps": throughput}
