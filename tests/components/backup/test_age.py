"""Public keys of age, held against their own checksum."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.backup import age
from tests.components.backup.specs import KEY

KEYS = [
    KEY,
    # From age's own documentation and manual pages.
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
]


@pytest.mark.parametrize("key", KEYS)
def test_keys_that_age_made_are_sound(key: str) -> None:
    assert re.match(age.PATTERN, key)
    assert age.sound(key)


@given(st.sampled_from(KEYS), st.integers(5, 61), st.sampled_from(age.LETTERS))
def test_one_wrong_letter_is_always_found(key: str, at: int, letter: str) -> None:
    changed = key[:at] + letter + key[at + 1 :]
    assert age.sound(changed) == (changed == key)


@given(st.sampled_from(KEYS), st.integers(4, 60))
def test_two_letters_that_changed_places_are_found(key: str, at: int) -> None:
    changed = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
    assert age.sound(changed) == (changed == key)
