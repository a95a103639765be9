"""Stand-ins for psql, pg_dump, pg_dumpall, age and rclone: one script, which acts by the name that it is called by.

What it knows lies in HOME, as the program hands down no other variable: `faults.json` says what goes wrong, by
`<tool>` or `<tool> <something in its arguments>`; `calls.jsonl` keeps what each was called with; `buckets/` holds what
arrived.
"""

import json
import os
import sys
import time
from pathlib import Path

HOME = Path(os.environ["HOME"])
TOOL, ARGUMENTS = Path(sys.argv[0]).name, sys.argv[1:]
PAYLOAD = 3_000_000
"""Bytes of data: more than pipes and chunks hold."""


def fault() -> str:
    """What goes wrong with this call; nothing is an empty text."""
    said = json.loads((HOME / "faults.json").read_text())
    words = " ".join(ARGUMENTS)
    return next((what for key, what in said.items() if key.split()[0] == TOOL and key.partition(" ")[2] in words), "")


def note(**more: object) -> None:
    """Keep what this was called with."""
    row = {"tool": TOOL, "arguments": ARGUMENTS, "variables": dict(os.environ), "pid": os.getpid(), **more}
    with (HOME / "calls.jsonl").open("a") as file:
        file.write(json.dumps(row) + "\n")


def fail(words: str) -> None:
    """End as the tool does that cannot."""
    sys.stderr.write(f"some notice\n{TOOL}: error: {words}\nmore words\n")
    sys.stderr.flush()
    os._exit(1)


def psql(wrong: str) -> None:
    """A session that tells version and snapshot, and stays."""
    for line in sys.stdin:
        if wrong:
            fail(wrong)
        if "pg_export_snapshot" in line:
            sys.stdout.write("17.6\n00000003-0000001B-1\n")
            sys.stdout.flush()
    note(closed=True)


def dump(wrong: str) -> None:
    """Something recognisable, in a size that is worth streaming."""
    if wrong == "sleep":
        time.sleep(60)
    out = sys.stdout.buffer
    out.write(f"plain {TOOL} {' '.join(ARGUMENTS)}\n".encode())
    out.write(b"x" * (PAYLOAD if "--data-only" in ARGUMENTS else 100))
    out.flush()
    if wrong:
        fail(wrong)


def age(wrong: str) -> None:
    """Turns every bit around, behind a line that says for whom."""
    if wrong:
        fail(wrong)
    sys.stdout.buffer.write(f"age {ARGUMENTS[-1]}\n".encode())
    while chunk := sys.stdin.buffer.read(1 << 16):
        sys.stdout.buffer.write(bytes(255 - byte for byte in chunk) if len(chunk) < 1000 else chunk.translate(TURNED))


TURNED = bytes(255 - byte for byte in range(256))


def rclone(wrong: str) -> None:
    """Objects are files; one appears when all of it came."""
    remote, _, path = ARGUMENTS[-1].partition(":")
    assert f"RCLONE_CONFIG_{remote}_ENDPOINT" in os.environ
    place = HOME / "buckets" / path
    if ARGUMENTS[0] == "lsjson":
        if wrong:
            fail(wrong)
        there = sorted(place.iterdir()) if place.is_dir() else []
        sys.stdout.write(json.dumps([{"Name": row.name, "Size": row.stat().st_size} for row in there]))
        return
    if wrong and wrong != "short":
        sys.stdin.buffer.read(10)
        fail(wrong)
    text = sys.stdin.buffer.read()
    place.parent.mkdir(parents=True, exist_ok=True)
    assert not place.exists(), "never overwritten"
    place.write_bytes(text[:-1] if wrong else text)


note()
{"psql": psql, "pg_dump": dump, "pg_dumpall": dump, "age": age, "rclone": rclone}[TOOL](fault())
