"""`sayar recover` over an engine that only pretends: what it refuses, asks for, and does in which order."""

from __future__ import annotations

import io
import json
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.schemas import schema
from sayar.engine.errors import EngineRunError
from sayar.engine.locks import Holder
from sayar.engine.recover import Pending, Standing
from tests.cli.ran import Ran, encrypted, sayar

RECORD = "urn:pulumi:prod::sayar::cloudflare:index/dnsRecord:DnsRecord::api"
PROJECT = "urn:pulumi:prod::sayar::supabase:index:Project::orders"
SERVICE = "urn:pulumi:prod::sayar::railway:index:Service::api"
LOCKED = "error: the stack is currently locked by 1 lock(s).\n  s3://b/x.json: created by {} at 2026-11-26T11:08:40Z"
GONE = Holder("ann", platform.node(), 2**22 + 1, "2026-11-26T11:08:40Z")  # Linux gives no number above 2**22
CANARY = "canary-4711"


@dataclass
class Broken:
    """A stack whose update was broken off. It forgets what it is told to forget, as the engine does."""

    folder: Path
    pending: dict[str, str] = field(default_factory=dict)
    there: dict[str, str] = field(default_factory=dict)
    held: tuple[Holder, ...] | None = ()
    hidden: str = ""
    """What the engine says of a lock that the backend shows to nobody; "" for no such lock."""
    fails: str = ""
    kept: Path | None = None
    calls: list[str] = field(default_factory=list)

    def export(self) -> str:
        """The state, with a secret in it."""
        resources = [{"urn": urn, "custom": True, "id": id_, "inputs": {"key": encrypted(CANARY)}}
                     for urn, id_ in self.there.items()]  # fmt: skip
        pending = [{"type": op, "resource": {"urn": urn, "custom": True, "inputs": {"key": CANARY}}}
                   for urn, op in self.pending.items()]  # fmt: skip
        manifest = {"time": "2026-11-26T11:08:43Z"}
        return json.dumps({"deployment": {"manifest": manifest, "resources": resources, "pending_operations": pending}})

    def locks(self) -> tuple[Holder, ...] | None:
        """Who holds it."""
        return self.held

    def torn(self) -> tuple[Path, ...]:
        """Nothing: what is half-written is made by a real engine's backend."""
        return ()

    def last_checkpoint(self) -> Path | None:
        """The newest one."""
        return self.kept

    def checkpoint(self) -> Path:
        """Keep nothing, under a name."""
        self._called("checkpoint")
        return self.folder / "kept.json"

    def cancel(self) -> None:
        """Take the locks away."""
        self._called("cancel")
        self.held, self.hidden = (() if self.held is not None else None), ""

    def settle(self, found: Standing, urns: Sequence[str], tell: Callable[[str], None], *, clear: bool) -> None:
        """Any update forgets all but creates."""
        self._called(" ".join(["settle", *(urn.rpartition("::")[2] for urn in urns), *(["clear"] if clear else [])]))
        if self.held or self.hidden:
            raise EngineRunError("refresh", 255, (self.hidden,))
        self.pending = {} if clear else {urn: op for urn, op in self.pending.items() if op == "creating"}

    def take_in(self, pending: Pending, identity: str) -> None:
        """Import."""
        self._called(f"take_in {identity}")
        self.there[pending.urn] = identity

    def _called(self, what: str) -> None:
        self.calls.append(what)
        if self.fails == what.split(" ")[0]:
            raise EngineRunError(self.fails, 255, ("error: the vendor said no",))


Make = Callable[..., Broken]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Put a broken stack in the engine's place."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def broken(**options: Any) -> Broken:
        stack = Broken(tmp_path, **options)
        monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack_name: stack)
        return stack

    return broken


def recover(*more: str) -> Ran:
    return sayar("recover", "--stack", "prod", *more)


@pytest.mark.parametrize("more", [(), ("--yes",)])
def test_a_clean_stack_is_said_to_be_clean_and_left_alone(make: Make, more: tuple[str, ...]) -> None:
    stack = make(there={SERVICE: "s-1"})
    found = recover(*more)
    assert (found.code, found.err, stack.calls) == (0, "", [])
    assert found.out.splitlines()[-1] == "prod is clean; go on with `sayar up --stack prod`"


def test_without_yes_and_a_terminal_it_only_looks(make: Make) -> None:
    stack = make(pending={SERVICE: "updating"}, there={SERVICE: "s-1"}, held=(GONE,))
    found = recover()
    assert (found.code, stack.calls) == (3, [])
    assert "updating railway:index:Service api: to be refreshed" in found.out
    assert found.out.splitlines()[-1] == "next: `sayar recover --stack prod --yes`, then `sayar up --stack prod`"
    assert found.err == "--yes mends it; nothing was changed\n"


def test_it_keeps_a_checkpoint_before_everything_and_unlocks_before_it_asks_vendors(make: Make) -> None:
    stack = make(pending={SERVICE: "updating", RECORD: "creating"}, there={SERVICE: "s-1"}, held=(GONE,))
    found = recover("--yes", "--import", f"{RECORD}=r-9")
    assert (found.code, stack.calls) == (0, ["checkpoint", "cancel", "settle api", "take_in r-9", "settle clear"])
    assert stack.there == {SERVICE: "s-1", RECORD: "r-9"}
    assert found.err.splitlines()[-1] == "prod is clean; go on with `sayar up --stack prod`"
    again = recover("--yes")
    assert (again.code, len(stack.calls)) == (0, 5)


def test_one_create_that_nobody_looked_after_keeps_all_of_them(make: Make) -> None:
    # The engine clears all pending creates or none: clearing now would forget the project, which may hold data.
    stack = make(pending={SERVICE: "creating", RECORD: "creating", PROJECT: "creating"})
    found = recover("--yes", "--clear", RECORD)
    assert (found.code, stack.calls) == (3, ["checkpoint"])
    assert set(stack.pending) == {SERVICE, RECORD, PROJECT}
    assert f"if there is none: sayar recover --stack prod --yes --clear {PROJECT}" in found.err
    # Answers are given together, as nothing of them is kept.
    assert recover("--yes", "--clear", RECORD, "--clear", PROJECT).code == 0
    assert stack.pending == {}


@pytest.mark.parametrize(
    ("holder", "said"),
    [
        (Holder("ann", platform.node(), 1, "2099-01-01T00:00:00Z"), "that process runs"),
        (Holder("ci", "runner-7", 41, "2026-11-26T11:08:40Z"), "that is another host"),
        (Holder("", "", 0, ""), "nobody can tell whether it is at work"),
    ],
)
def test_a_lock_that_may_be_somebodys_is_never_taken_away(make: Make, holder: Holder, said: str) -> None:
    stack = make(pending={SERVICE: "updating"}, held=(GONE, holder))
    found = recover("--yes")
    assert (found.code, stack.calls) == (3, [])
    assert said in found.err
    assert "nothing was changed" in found.err


def test_a_lock_that_comes_while_the_checkpoint_is_kept_is_left_alone(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = make(pending={SERVICE: "updating"}, held=(GONE,))
    other = Holder("ci", "runner-7", 41, "2026-11-26T11:09:40Z")
    kept = stack.checkpoint

    def checkpoint() -> Path:
        stack.held = (GONE, other)
        return kept()

    monkeypatch.setattr(stack, "checkpoint", checkpoint)
    assert (recover("--yes").code, stack.calls, stack.held) == (3, ["checkpoint"], (GONE, other))


def test_a_backend_that_hides_its_locks_is_asked_by_a_command_that_wants_one(make: Make) -> None:
    stack = make(held=None, hidden=LOCKED.format(f"ann@{platform.node()} (pid {GONE.pid})"))
    assert (recover().code, stack.calls) == (4, []), "nobody knows yet"
    found = recover("--yes")
    assert (found.code, stack.calls) == (0, ["checkpoint", "settle", "cancel", "settle"])
    other = make(held=None, hidden=LOCKED.format("ci@runner-7 (pid 41)"))
    refused = recover("--yes")
    assert (refused.code, other.calls) == (3, ["checkpoint", "settle"])
    assert "prod is held by ci@runner-7, process 41" in refused.err


@pytest.mark.parametrize("method", ["checkpoint", "cancel", "settle", "take_in"])
def test_an_engine_that_fails_is_code_6_and_nothing_after_it_is_done(make: Make, method: str) -> None:
    pending = {SERVICE: "updating", RECORD: "creating"}
    stack = make(pending=pending, there={SERVICE: "s"}, held=(GONE,), fails=method)
    found = recover("--yes", "--import", f"{RECORD}=r-9")
    assert (found.code, stack.calls[-1].split(" ")[0]) == (6, method)
    assert found.err.splitlines()[-1] == "error: the vendor said no"
    assert RECORD in stack.pending, "what is not settled is not forgotten"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--import", RECORD), "URN=ID"),
        (("--import", f"{RECORD}="), "URN=ID"),
        (("--clear", SERVICE), "no create of it was interrupted"),
        (("--import", f"{RECORD}=1", "--clear", RECORD), "--import says that it is there"),
    ],
)
def test_an_answer_about_something_else_is_refused(make: Make, given: tuple[str, ...], said: str) -> None:
    stack = make(pending={RECORD: "creating", SERVICE: "updating"})
    found = recover("--yes", *given)
    assert (found.code, found.out, stack.calls) == (2, "", [])
    assert said in found.err


def test_a_second_one_beside_what_it_was_to_replace_is_for_a_person_to_delete(make: Make) -> None:
    make(pending={RECORD: "creating"}, there={RECORD: "r-1"})
    found = recover()
    assert "the state has r-1, which it was to replace" in found.out
    assert "--import" not in found.out


def test_the_document_says_the_same_to_a_program(make: Make) -> None:
    make(pending={RECORD: "creating", SERVICE: "updating"}, there={SERVICE: "s-1"}, held=(GONE,))
    found = recover("--format", "json")
    assert not list(Draft202012Validator(schema("recover")).iter_errors(found.json))
    assert [(one["urn"], one["op"], one["way"]) for one in found.json["operations"]] == [
        (RECORD, "creating", "ask"),
        (SERVICE, "updating", "refresh"),
    ]
    assert [(one["process"], one["owner"]) for one in found.json["locks"]] == [(GONE.pid, "gone")]
    markdown = recover("--format", "markdown").out
    assert markdown.startswith("**prod: state written 2026-11-26 11:08:43 UTC, 1 resource**\n")


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("2026-11-26T11:08:43Z", "the state is the same"),
        ("2026-11-26T11:08:00Z", "the state is newer by 43 s"),
        ("2026-11-26T12:08:43Z", "the state is OLDER by 3600 s"),
        ("", "nobody can tell"),
    ],
)
def test_the_last_checkpoint_is_older_or_newer_than_the_state(make: Make, time: str, said: str) -> None:
    stack = make()
    stack.kept = stack.folder / "20261126T110800Z.json"
    stack.kept.write_text(json.dumps({"deployment": {"manifest": {"time": time}}}), encoding="utf-8")
    assert said in recover().out
    stack.kept.write_text("torn", encoding="utf-8")
    assert "it cannot be read" in recover().out


def test_no_value_of_the_state_is_told(make: Make) -> None:
    make(pending={RECORD: "creating", SERVICE: "updating"}, there={SERVICE: "s-1"})
    told = (recover(), recover("--yes"), recover("--yes", "--import", f"{RECORD}=r-9"))
    # All that there is to tell is told each time: what is broken off, what was settled, and the end.
    assert [found.code for found in told] == [3, 3, 0]
    assert all("creating cloudflare:index/dnsRecord:DnsRecord api: " in found.out for found in told)
    assert "imported: cloudflare:index/dnsRecord:DnsRecord r-9" in told[-1].err
    for found in told:
        assert CANARY not in found.out + found.err
