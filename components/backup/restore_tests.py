"""Restores that nobody needs, so that those that somebody needs work: AWS Backup's restore testing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from components.backup.vault_roles import Role, service_role
from components.backup.vault_words import RESOURCE_TYPES, name_of_test, restore_policies

if TYPE_CHECKING:
    from components.aws import AwsPlace
    from components.backup.aws_spec import RestoreTestSpec, Store
    from components.base import SayarComponent


@dataclass(frozen=True, slots=True)
class RestoredInto:
    """Where a test restores a cluster: left out, it would be the account's default network, which is not there.

    `group_id` is a security group that admits nobody but who checks the data.
    """

    subnet_group: pulumi.Input[str]
    group_id: pulumi.Input[str]


@dataclass(frozen=True, slots=True)
class RestoreTests:
    """Every resource that testing takes; selections by store."""

    restorer: Role
    plan: aws.backup.RestoreTestingPlan
    selections: Mapping[Store, aws.backup.RestoreTestingSelection]


def restore_tests(
    component: SayarComponent,
    spec: RestoreTestSpec,
    place: AwsPlace,
    *,
    vault_arn: pulumi.Input[str],
    into: RestoredInto | None,
) -> RestoreTests:
    """Tests of everything in a vault as children of `component`. What was restored goes after the spec's hours."""
    restorer = service_role(component, f"restore-{place.region}", place, restore_policies(spec.stores))
    name = f"restores-{place.region}"
    plan = aws.backup.RestoreTestingPlan(
        name,
        # The service takes no hyphen, and names of the SDK's making have one.
        name=name_of_test("sayar", place.region),
        schedule_expression=spec.schedule,
        recovery_point_selection={
            "algorithm": "LATEST_WITHIN_WINDOW",
            "include_vaults": [vault_arn],
            "recovery_point_types": ["SNAPSHOT"],
            "selection_window_days": spec.from_last_days,
        },
        tags=place.tagged(name),
        opts=component.child(place.provider, delete_before_replace=True),
    )
    return RestoreTests(
        restorer=restorer,
        plan=plan,
        selections={
            store: aws.backup.RestoreTestingSelection(
                f"restored-{store}-{place.region}",
                name=name_of_test("sayar", store),
                restore_testing_plan_name=plan.name,
                protected_resource_type=RESOURCE_TYPES[store],
                # Each that has a recovery point in the vault: a list by name ends at thirty.
                protected_resource_arns=["*"],
                iam_role_arn=restorer.role.arn,
                validation_window_hours=spec.keep_h,
                restore_metadata_overrides=_network(into) if store == "aurora" and into is not None else None,
                opts=component.child(
                    place.provider, delete_before_replace=True, depends_on=list(restorer.policies.values())
                ),
            )
            for store in spec.stores
        },
    )


def _network(into: RestoredInto) -> dict[str, pulumi.Input[str]]:
    """Lists are JSON inside a text (aws-backup/latest/devguide/restore-testing-inferred-metadata)."""
    return {
        "dbSubnetGroupName": into.subnet_group,
        "vpcSecurityGroupIds": pulumi.Output.json_dumps([into.group_id]),
    }
