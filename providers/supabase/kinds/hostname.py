"""A name of our own for a project's APIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, StringConstraints

from providers.kit.errors import HalfMadeError, MissingError, PlatformError, RefusedError
from providers.kit.kind import Found, Kind, Known, Made, Output
from providers.kit.once import there_or_made
from providers.kit.values import Plain
from providers.supabase.api.client import project
from providers.supabase.kinds.setting import SettingArgs
from providers.supabase.kinds.shared import Identity, Supabase, ref_of

_ADDON: Final = "custom_domain"
_NOT_STARTED: Final = "1_not_started"
_READY: Final = "4_origin_setup_completed"
_IN_USE: Final = "5_services_reconfigured"
_VERIFYING: Final = ("2_initiated", "3_challenge_verified")
_PLACE: Final = "/custom-hostname"
_DNS_NAME = r"^([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"


class HostnameArgs(SettingArgs):
    """What a program may say of a custom hostname."""

    hostname: Annotated[
        Identity,
        StringConstraints(pattern=_DNS_NAME, max_length=253),
        Field(description="The name, in lower case; a project has one."),
    ]


class CustomHostname(Kind[HostnameArgs]):
    """A custom hostname."""

    token = "supabase:index:CustomHostname"  # noqa: S105
    text = (
        "A name of our own for the APIs; the vendor's name goes on working. Two records belong at the domain's DNS: a"
        " CNAME to `cnameTarget`, and a TXT at `verificationHost` with `verificationValue`. No update waits for DNS: as"
        " long as the name is not in use, each update has the records verified, and puts it to use once they are right."
    )
    rights = "the project's custom hostname: read and write; add-ons: read"
    bounds = "Needs the add-on custom_domain."
    arguments = HostnameArgs
    # A project has one.
    delete_first = True
    outputs: ClassVar[Mapping[str, Output]] = {
        "cnameTarget": Output("string", "What the name must point to."),
        "verificationHost": Output("string", "Where the TXT record belongs."),
        "verificationValue": Output("string", "The text of the TXT record."),
        "status": Output("string", f"As of the last update or refresh; {_IN_USE} when the name is in use."),
    }

    def __init__(self, supabase: Supabase) -> None:
        self._supabase = supabase

    def unfinished(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:
        """A name that is not in use yet."""
        return ("status",) if outputs.get("status") != _IN_USE else ()

    async def create(self, given: HostnameArgs, owner: str) -> Made:  # noqa: ARG002  # a project has one
        """Order the name, or take the order that an earlier create has left."""
        ref = given.project_ref
        await self._supabase.changeable(ref)
        if _ADDON not in await self._supabase.views.addons(ref):
            raise PlatformError(
                f"custom hostname {given.hostname}: project {ref} lacks the add-on {_ADDON}; make an Addon of that type"
                " first (variant cd_default)"
            )

        async def there() -> Mapping[str, Any] | None:
            told = await self._now(ref)
            return told if told is not None and told["custom_hostname"] == given.hostname else None

        async def order() -> Mapping[str, Any]:
            other = await self._now(ref)
            if other is not None:
                raise PlatformError(
                    f"custom hostname {given.hostname}: project {ref} has {other['custom_hostname']} already, and no"
                    " more than one; import or delete that one first"
                )
            body = {"custom_hostname": given.hostname}
            told: Mapping[str, Any] = await self._supabase.client.post(
                project(f"{_PLACE}/initialize", ref), body, again=False
            )
            return told

        await there_or_made(there, order, what=f"custom hostname {given.hostname}", patience=self._supabase.patience)
        return Made(_identity(ref), await self._told(ref, {}))

    async def read(self, known: Known) -> Found | None:
        """How far the name is. An import's id is the project's reference."""
        ref = ref_of(known)
        try:
            told = await self._now(ref)
        except MissingError:
            return None
        if told is None:
            return None
        inputs = {"projectRef": ref, "hostname": told["custom_hostname"]}
        return Found(_identity(ref), inputs, _outputs(told, known.outputs))

    async def update(self, known: Known, given: HostnameArgs) -> Mapping[str, Plain]:
        """Have the records verified, and put the name to use if they are right."""
        ref = given.project_ref
        told = await self._now(ref)
        if told is None or told["custom_hostname"] != given.hostname:
            raise PlatformError(f"custom hostname {given.hostname} is not there any more; run `pulumi refresh`")
        status = str(told["status"])
        while status in _VERIFYING:
            told = await self._supabase.client.post(project(f"{_PLACE}/reverify", ref), again=True)
            if told["status"] == status:
                break
            status = str(told["status"])
        if status == _READY:
            await self._activate(ref, given.hostname)
        return await self._told(ref, known.outputs)

    async def delete(self, known: Known) -> None:
        """Give the name up. The add-on stays: it is another resource."""
        ref = ref_of(known)
        try:
            told = await self._now(ref)
            if told is None or told["custom_hostname"] != known.outputs.get("hostname", told["custom_hostname"]):
                return
            await self._supabase.client.delete(project(_PLACE, ref))
        except MissingError:
            return
        except RefusedError:
            # A repeated call is told that there is nothing to delete.
            if await self._now(ref) is not None:
                raise

    async def _activate(self, ref: str, hostname: str) -> None:
        async def in_use() -> bool | None:
            told = await self._now(ref)
            return (told is not None and told["status"] == _IN_USE) or None

        async def activate() -> bool:
            await self._supabase.client.post(project(f"{_PLACE}/activate", ref), again=False)
            return True

        await there_or_made(in_use, activate, what=f"custom hostname {hostname}", patience=self._supabase.patience)

    async def _now(self, ref: str) -> Mapping[str, Any] | None:
        """The order, None where there is none."""
        told: Mapping[str, Any] = await self._supabase.client.get(project(_PLACE, ref))
        return None if told["status"] == _NOT_STARTED or not told["custom_hostname"] else told

    async def _told(self, ref: str, known: Mapping[str, Plain]) -> Mapping[str, Plain]:
        """The outputs, once the platform has decided on the TXT record. Raises HalfMadeError when it takes too long."""

        async def look() -> Mapping[str, Plain] | None:
            told = await self._now(ref)
            outputs = _outputs(told, known) if told is not None else {}
            return outputs if outputs.get("verificationValue") else None

        identity, what = _identity(ref), f"the custom hostname of project {ref}"
        try:
            found = await self._supabase.patience.appeared(look, what=what)
        except PlatformError as error:
            raise HalfMadeError(f"{what} is ordered, but: {error}", identity=identity, outputs={}) from None
        if found is None:
            text = f"{what} is ordered, but its TXT record is not told yet; run the update again"
            raise HalfMadeError(text, identity=identity, outputs={})
        return found


def _identity(ref: str) -> str:
    return f"{ref}{_PLACE}"


def _outputs(told: Mapping[str, Any], known: Mapping[str, Plain]) -> dict[str, Plain]:
    """What belongs at the DNS, and how far the name is. A record that is verified may be told no longer."""
    result = told["data"]["result"]
    record: Mapping[str, Plain] = next(iter(result["ssl"]["validation_records"]), {})
    return {
        "cnameTarget": result["custom_origin_server"],
        "verificationHost": record.get("txt_name") or known.get("verificationHost"),
        "verificationValue": record.get("txt_value") or known.get("verificationValue"),
        "status": told["status"],
    }
