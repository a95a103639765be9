"""An object as YAML that every parser of Kubernetes reads alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import yaml

_BARE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
"""Texts that YAML 1.1 takes for something else. What begins with a digit or a sign is always quoted: `1e3` is a number
to some parsers."""


class _Dumper(yaml.SafeDumper):
    """Texts are bare only where no version of YAML sees anything else in them. No anchors are written."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the base class asks for each value
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    bare = _BARE.fullmatch(text) and text.lower() not in _WORDS
    lines = "\n" in text and not re.search(r"[^\S\n]\n|\s\Z(?<!\n)|[^\n\x20-\x7e]", text) and text[0] not in " \n"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, None if bare else "|" if lines else '"')


_Dumper.add_representer(str, _text)


def dumped(body: Mapping[str, Any]) -> str:
    """One object as a document of its own, fields in the order of the mapping."""
    return yaml.dump(dict(body), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6)
