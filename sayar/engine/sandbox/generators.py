"""Values that are made of an object's inputs: what the random package makes, and answers of AWS that others need."""

from __future__ import annotations

import base64
import hashlib
import random
import string
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

_SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
_WORDS: Final = ("amber", "brave", "calm", "deft", "eager", "fleet", "gentle", "heron", "ibis", "jay", "kite", "lark")

Generator = Callable[[str, Mapping[str, Any]], Any]
"""Makes a value of an object's seed (hexadecimal digits) and its inputs."""


def _stream(seed: str) -> random.Random:
    # Not a source of secrets: the sandbox must give the same object the same values on every machine.
    return random.Random(seed)  # noqa: S311


def password(seed: str, inputs: Mapping[str, Any]) -> str:
    """`length` characters of the classes asked for, with at least the given number of each."""
    special = inputs.get("overrideSpecial") or _SPECIAL
    classes = (
        ("lower", "minLower", string.ascii_lowercase),
        ("upper", "minUpper", string.ascii_uppercase),
        ("numeric", "minNumeric", string.digits),
        ("special", "minSpecial", special),
    )
    stream, alphabet, must = _stream(seed), "", ""
    for wanted, least, letters in classes:
        if inputs.get(wanted, True):
            alphabet += letters
            must += "".join(stream.choices(letters, k=int(inputs.get(least, 0))))
    length = int(inputs["length"])
    letters = list(must[:length] + "".join(stream.choices(alphabet, k=max(0, length - len(must)))))
    stream.shuffle(letters)
    return "".join(letters)


def _bytes(seed: str, inputs: Mapping[str, Any]) -> bytes:
    return _stream(seed).randbytes(int(inputs.get("byteLength", inputs.get("length", 16))))


def _pet(seed: str, inputs: Mapping[str, Any]) -> str:
    words = _stream(seed).choices(_WORDS, k=int(inputs.get("length", 2)))
    return str(inputs.get("separator", "-")).join([str(inputs["prefix"]), *words] if "prefix" in inputs else words)


def _integer(seed: str, inputs: Mapping[str, Any]) -> int:
    return _stream(seed).randint(int(inputs["min"]), int(inputs["max"]))


def _shuffled(seed: str, inputs: Mapping[str, Any]) -> list[Any]:
    values = list(inputs["inputs"])
    _stream(seed).shuffle(values)
    return values[: int(inputs.get("resultCount", len(values)))]


def _validations(inputs: Mapping[str, Any]) -> list[dict[str, str]]:
    """The record that proves each name of a certificate; that of one name is the same in every region.

    A certificate that was brought along has none.
    """
    told = [inputs["domainName"], *inputs.get("subjectAlternativeNames", ())] if "domainName" in inputs else []
    names = dict.fromkeys(map(str, told))
    proofs = {name: hashlib.sha256(name.encode()).hexdigest()[:32] for name in names}
    return [
        {
            "domainName": name,
            "resourceRecordName": f"_{proof}.{name}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{proof[::-1]}.acm-validations.example.",
        }
        for name, proof in proofs.items()
    ]


def _prefixed(inputs: Mapping[str, Any], text: str) -> str:
    return f"{inputs.get('prefix', '')}{text}"


def _url_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


GENERATORS: Final[Mapping[str | None, Generator]] = {
    "random.password": password,
    "random.hash": lambda seed, _: f"$2a$10${hashlib.sha256(seed.encode()).hexdigest()[:53]}",
    "random.hex": lambda seed, inputs: _prefixed(inputs, _bytes(seed, inputs).hex()),
    "random.decimal": lambda seed, inputs: _prefixed(inputs, str(int.from_bytes(_bytes(seed, inputs), "big"))),
    "random.base64": lambda seed, inputs: _prefixed(inputs, base64.b64encode(_bytes(seed, inputs)).decode()),
    "random.base64url": lambda seed, inputs: _prefixed(inputs, _url_text(_bytes(seed, inputs))),
    "random.uuid": lambda seed, _: str(uuid.UUID(seed[:32], version=4)),
    "random.pet": _pet,
    "random.integer": _integer,
    "random.shuffle": _shuffled,
    "acm.validations": lambda _, inputs: _validations(inputs),
}
