"""What stands in a manifest for a secret, and for a value that nobody knows before the update.

`[secret]` and `[unknown]` where any text may stand. An API server checks more than types: a name is a DNS label, an
address is an address, replicas are a number. There the placeholder is a valid value of the field, and where the whole
of an object or a list is unknown the field is left out, as one that the program does not say.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from sayar.graph.model import Ciphertext, Identity, Secret, Unknown
from sayar.graph.wire import SHOWN_SECRET, SHOWN_UNKNOWN
from sayar.urn import type_of

TABLE: Final = Path(__file__).with_name("fields.json")
"""Names of fields of the built-in API by what they hold, where that is no text."""

_NAME: Final = "unknown"
_HOST: Final = "unknown.example"
_ADDRESS: Final = "192.0.2.1"
_RANGE: Final = "192.0.2.0/24"
"""Of a network that RFC 5737 keeps for documentation."""
_NUMBER: Final = 1
_QUANTITY: Final = "1"
_IDS: Final = {
    "aws:ec2/securityGroup:SecurityGroup": "sg-unknown",
    "aws:ec2/subnet:Subnet": "subnet-unknown",
    "aws:ec2/vpc:Vpc": "vpc-unknown",
}
"""Kinds of AWS's own check what ids begin with."""
_LABELS: Final = frozenset({"labels", "matchLabels", "nodeSelector"})
_TEXTS: Final = frozenset({"annotations", "binaryData", "data", "parameters", "stringData"}) | _LABELS
"""Maps whose keys are the user's own words, so that a key says nothing of its value."""
_ENCODED: Final = frozenset({"binaryData"})

_LEFT_OUT: Final = object()


def shown(inputs: Mapping[str, Any], *, kind: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """The fields of an object without a secret or an unknown in them. `ids` are ids that are known, by URN."""
    encoded = _ENCODED | {"data"} if kind == "Secret" else _ENCODED
    found = _Shown(encoded, ids).value(inputs, "", "")
    return found if isinstance(found, dict) else {}


class _Shown:
    def __init__(self, encoded: frozenset[str], ids: Mapping[str, str]) -> None:
        self._encoded = encoded
        self._ids = ids

    def value(self, value: Any, key: str, parent: str) -> Any:
        if isinstance(value, Secret) and isinstance(value.value, Mapping | list | tuple):
            # One secret in it makes the SDK take the whole for one. Its fields are the API's, and no value is shown.
            return self.value(_hidden(value.value), key, parent)
        if isinstance(value, Secret | Ciphertext | Unknown):
            return self._placeholder(value, key, parent)
        if isinstance(value, Mapping):
            pairs = ((name, self.value(one, name, key)) for name, one in value.items() if one is not None)
            return {name: one for name, one in pairs if one is not _LEFT_OUT}
        if isinstance(value, list | tuple):
            # An item is to its list what a value is to its key, but that a row may be missing and the list not.
            items = (self._item(one, key, parent) for one in value)
            return [one for one in items if one is not _LEFT_OUT]
        return value

    def _item(self, value: Any, key: str, parent: str) -> Any:
        if not isinstance(value, Secret | Ciphertext | Unknown):
            return self.value(value, key, parent)
        match _shapes().get(key):
            case "rows":
                return _LEFT_OUT
            case "integers":
                return _NUMBER
            case _:
                return self._text(value, key, parent)

    def _placeholder(self, value: Any, key: str, parent: str) -> Any:
        if parent in self._encoded:
            return base64.b64encode(_said(value).encode()).decode()
        if parent in _TEXTS:
            return self._text(value, key, parent)
        shape = "quantity" if _shapes().get(parent) == "quantities" else _shapes().get(key)
        match shape:
            case "integer":
                return _NUMBER
            case "boolean":
                return False
            case "quantity":
                return _QUANTITY
            case "integers" | "quantities" | "rows" | "structure":
                return _LEFT_OUT
            case _:
                return self._text(value, key, parent)

    def _text(self, value: Any, key: str, parent: str) -> str:
        if isinstance(value, Identity):
            known = value.text(self._ids)
            if known is not None:
                return known
            if len(value.of) == 1 and not "".join(value.parts[::2]) and (found := _IDS.get(type_of(value.of[0]))):
                return found
        if parent in _LABELS:
            return _NAME
        if parent in _TEXTS:
            return self._around(value)
        if key in ("name", "namespace", "namespaces") or key.endswith("Name"):
            return _NAME
        if key in ("cidr", "except", "loadBalancerSourceRanges"):
            return _RANGE
        if key == "ip" or key.endswith(("IP", "IPs")):
            return _ADDRESS
        return _HOST if key in ("host", "hosts", "hostnames") else self._around(value)

    def _around(self, value: Any) -> str:
        """The marker, within the text that is known around it."""
        if not isinstance(value, Identity):
            return _said(value)
        texts = (
            part if place % 2 == 0 else self._ids.get(part, SHOWN_UNKNOWN) for place, part in enumerate(value.parts)
        )
        return "".join(texts)


def _hidden(value: Any) -> Any:
    """The same structure, of secrets alone."""
    if isinstance(value, Mapping):
        return {key: _hidden(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(one) for one in value]
    return value if value is None or isinstance(value, Secret | Ciphertext | Unknown) else Secret(value)


def _said(value: Any) -> str:
    return SHOWN_UNKNOWN if isinstance(value, Unknown) else SHOWN_SECRET


@cache
def _shapes() -> dict[str, str]:
    rows: dict[str, list[str]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return {name: shape for shape, names in rows.items() for name in names}
