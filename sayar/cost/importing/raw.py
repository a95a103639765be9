"""Reads JSON that comes from outside: one clear line for what is none, torn, too deep, or says a key twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sayar.graph.errors import InputError

Keep = Callable[[dict[str, Any]], Any]
"""Sees every object once it is read, innermost first, and says what stays of it."""


class _TwiceError(Exception):
    pass


def read_json(path: Path, keep: Keep | None = None) -> Any:
    """The value of a file. A price list holds hundreds of megabytes, most of them for nobody: `keep` drops them early.

    Raises InputError.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError([f"{path}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise InputError([f"{path.name}: this is no UTF-8 text"]) from None

    def object_of(pairs: Sequence[tuple[str, Any]]) -> Any:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            raise _TwiceError(next(name for name in names if names.count(name) > 1))
        return found if keep is None else keep(found)

    try:
        return json.loads(text, object_pairs_hook=object_of, parse_constant=_refused)
    except json.JSONDecodeError as error:
        torn = not text[error.pos :].strip() or error.msg.startswith("Unterminated")
        what = "it ends in the middle" if torn and text.strip() else "this is no JSON"
        raise InputError([f"{path.name}: line {error.lineno}: {what}: {error.msg}"]) from None
    except _TwiceError as error:
        raise InputError([f"{path.name}: {error}: this key stands twice in one object"]) from None
    except ValueError as error:
        raise InputError([f"{path.name}: {error}"]) from None
    except RecursionError:
        raise InputError([f"{path.name}: nested too deeply to be a price list"]) from None


def short(value: object, most: int = 60) -> str:
    """A value of a file as a message may quote it, on one line."""
    text = " ".join((value if isinstance(value, str) else json.dumps(value, default=str)).split())
    return text if len(text) <= most else f"{text[:most]}…"


def _refused(word: str) -> float:
    raise ValueError(f"{word} is no number")
