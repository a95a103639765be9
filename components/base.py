"""What every component shares: its token, its place as parent, and the one way to make options for a child."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.held import RELEASED
from components.tokens import TOKENS


@dataclass(frozen=True, slots=True)
class Providers:
    """The explicit providers of the platform; default ones are disabled in Pulumi.yaml.

    Their names are the same in every tier. One that a stack does not use is None: the engine configures every provider
    that is registered, and one without credentials would fail a stack that never needed it.
    """

    cloudflare: pulumi.ProviderResource | None
    vercel: pulumi.ProviderResource
    railway: pulumi.ProviderResource | None
    supabase: pulumi.ProviderResource | None
    random: pulumi.ProviderResource
    tls: pulumi.ProviderResource | None
    guard: pulumi.ProviderResource


def letting_go(resources: Collection[str]) -> pulumi.ResourceTransformation:
    """Lets go of leaves, each named as `type::name`: nothing protects them, and taken out they stay at the vendor.

    The engine looks at the options of what is deployed, so the update that takes them out is one after this.
    """

    def transform(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if f"{args.type_}::{args.name}" not in resources:
            return None
        released = pulumi.ResourceOptions(protect=RELEASED.protect, retain_on_delete=RELEASED.retain)
        return pulumi.ResourceTransformationResult(args.props, pulumi.ResourceOptions.merge(args.opts, released))

    return transform


class SayarComponent(pulumi.ComponentResource):
    """A component of the platform.

    A subclass calls `super().__init__(name)`, makes its children with `self.child(...)` and ends with
    `self.finish(...)`. Options of a caller are not merged into children: alias, dependencies and secret outputs of a
    component would leak into each of them.
    """

    def __init__(self, name: str, *, depends_on: Sequence[pulumi.Resource] = ()) -> None:
        super().__init__(TOKENS[type(self).__name__], name, None, pulumi.ResourceOptions(depends_on=list(depends_on)))

    def child(
        self,
        provider: pulumi.ProviderResource | None,
        *,
        protect: bool | None = None,
        retain_on_delete: bool | None = None,
        delete_before_replace: bool | None = None,
        ignore_changes: Sequence[str] | None = None,
        depends_on: Sequence[pulumi.Resource] | None = None,
        additional_secret_outputs: Sequence[str] | None = None,
    ) -> pulumi.ResourceOptions:
        """Options of one child: parent and explicit provider always, the rest said by the component.

        `protect` goes on a stateful leaf, never on a whole component. `delete_before_replace` goes where the vendor
        allows only one object of a name. Raises ValueError for a provider that this stack does not have.
        """
        if provider is None:
            raise ValueError(f"{type(self).__name__} needs a provider that this stack does not have")
        return pulumi.ResourceOptions(
            parent=self,
            provider=provider,
            protect=protect,
            retain_on_delete=retain_on_delete,
            delete_before_replace=delete_before_replace,
            ignore_changes=list(ignore_changes) if ignore_changes else None,
            depends_on=list(depends_on) if depends_on else None,
            additional_secret_outputs=list(additional_secret_outputs) if additional_secret_outputs else None,
        )

    def finish(self, **outputs: Any) -> None:
        """Register the outputs; the last line of every constructor."""
        self.register_outputs(outputs)
