"""Public keys of age, held against their own checksum: a wrong letter would be found only when a dump is needed."""

from __future__ import annotations

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
PREFIX = "age"
PATTERN = rf"^{PREFIX}1[{LETTERS}]{{58}}$"
"""An X25519 key as `age-keygen` prints it: 52 letters for 32 bytes, then six of checksum."""

_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def sound(key: str) -> bool:
    """Whether the checksum (Bech32, BIP 173) of a key in the form of `PATTERN` is right."""
    prefix = [*(ord(letter) >> 5 for letter in PREFIX), 0, *(ord(letter) & 31 for letter in PREFIX)]
    rest = 1
    for value in (*prefix, *(LETTERS.index(letter) for letter in key.removeprefix(f"{PREFIX}1"))):
        top, rest = rest >> 25, (rest & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_GENERATOR):
            rest ^= term if top >> bit & 1 else 0
    return rest == 1
