"""Whether the vaults are made where the stack file says, of what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pulumi

    from components.aws import AwsPlace
    from components.backup.aws_spec import AwsBackup, Store


def misplaced(spec: AwsBackup, here: AwsPlace, there: AwsPlace) -> Iterator[str]:
    """What is wrong with two places, in words: a copy in the same account is deleted by the same thief."""
    if here.region != spec.region:
        yield f"backups are made in {spec.region}, not in {here.region}"
    if there.region != spec.copy_to:
        yield f"copies go to {spec.copy_to}, not to {there.region}"
    if spec.copy_account == "same" and here.account != there.account:
        yield f"copies stay in account {here.account}, not {there.account}"
    if spec.copy_account == "backup" and here.account == there.account:
        yield f"copies go to another account than {here.account}"


def uncovered(spec: AwsBackup, stores: Mapping[Store, Sequence[pulumi.Input[str]]]) -> Iterator[str]:
    """Stores that the spec wants backed up and nobody named, and the other way round."""
    for store in spec.stores:
        if not stores.get(store):
            yield f"nothing of store {store} to back up"
    for store in stores:
        if store not in spec.stores:
            yield f"store {store} is not backed up by this spec"
