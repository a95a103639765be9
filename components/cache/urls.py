"""How clients reach the stores, by use and region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import quote

from components.cache.words import Use

Url = TypeVar("Url")
"""A URL, or the output that will be one."""


def redis_url(host: str, port: int, password: str) -> str:
    """The URL of a store with its password in it."""
    return f"redis://default:{quote(password, safe='')}@{host}:{port}"


def store_for(urls: Mapping[tuple[Use, str], Url], use: Use, region: str) -> Url:
    """The store that a service in `region` uses: its own region's, else the first that is listed for the use.

    Stores with state have one home, so services elsewhere go there. Raises ValueError where no store has the use.
    """
    own = urls.get((use, region))
    if own is not None:
        return own
    for (of, _), url in urls.items():
        if of == use:
            return url
    raise ValueError(f"no store has use {use}")
