"""The URLs of stores that somebody else runs: nothing is made for them."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.cache.spec import CacheSpec
from components.cache.words import Use


def external_urls(
    spec: CacheSpec, secrets: Mapping[str, pulumi.Output[str]]
) -> dict[tuple[Use, str], pulumi.Output[str]]:
    """How clients reach external stores, by use and region, from the secrets that the spec names; secret outputs.

    Raises ValueError for a spec of another kind, or with the names of all secrets that are not there.
    """
    store = spec.store
    if store.kind != "external":
        raise ValueError(f"these stores are not external but {store.kind}")
    missing = sorted({row.secret for row in store.stores} - secrets.keys())
    if missing:
        raise ValueError(f"secrets with the URLs of external stores are missing: {', '.join(missing)}")
    return {(row.use, row.region): pulumi.Output.secret(secrets[row.secret]) for row in store.stores}
