"""A services file is read whole, or refused with one line for each mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sayar.graph.errors import InputError
from sayar.impact.read import Services, read_services
from sayar.impact.rows import Matcher

HEAD = "format: sayar.services/1\n"
CONTRACT = """format: sayar.services/1
timings: {boot_s: {typical: 20, worst: 60}, dns_ttl_s: 300}
nodes:
  writer: {match: {urn: "*::writer"}}
  reader: {match: {type: "aws:rds/clusterInstance:ClusterInstance", name: "reader"}}
  api:    {match: {name: "api"}}
  us: {}
  eu:
  cache: {}
  dns:    {}
groups:
  db:  {kind: failover, primary: writer, standbys: [reader]}
  web: {kind: k_of_n, k: 1, members: [us, eu]}
surfaces:
  api:     {budget_s: 900, needs: [{on: db, mode: hard, mask: {kind: proxy, factor: 0.34}},
            {on: api, mode: hard, weight: 0.9}, {on: cache, mode: soft}]}
  webhook: {needs: [{on: api, mode: buffered, window_s: 86400}]}
  csv:     {needs: [{on: api, mode: cached, hit_ratio: 0.9, stale_if_error_s: 900}]}
  orders:  {budget_s: {read: 5, write: null},
            needs: [{on: db, mode: hard, capability: write, mask: {kind: pause, client_timeout_s: 30}}]}
facts:
  - {match: {type: "acme:index:Box"}, op: update, property: "image", when: "new.image != old.image", capability: any,
     effect: full, typical_s: boot_s * 2, worst_s: "max(boot_s, dns_ttl_s)", members: one, window: null,
     confidence: measured, source: "staging, 2026-11-20"}
events:
  - {name: us-lost, node: us, effect: full, typical_s: 40, worst_s: 40}
  - {name: cut-over, node: writer, capability: write, effect: full, typical_s: 17, worst_s: dns_ttl_s + boot_s}
"""


def read(folder: Path, text: str, name: str = "services.yaml") -> Services:
    (folder / name).write_text(text, encoding="utf-8")
    return read_services(folder / name)


def refused(folder: Path, text: str, name: str = "services.yaml") -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read(folder, text, name)
    assert all(line.startswith(f"{name}: ") and len(line.splitlines()) == 1 for line in caught.value.problems)
    return tuple(line.removeprefix(f"{name}: ") for line in caught.value.problems)


def test_the_contracts_own_example_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, CONTRACT)
    assert found.nodes["reader"] == Matcher(name="reader", type="aws:rds/clusterInstance:ClusterInstance")
    assert [name for name, matcher in found.nodes.items() if matcher is None] == ["us", "eu", "cache", "dns"]
    (row,) = found.rows
    assert (row.op, row.effect, row.confidence, row.pattern) == ("update", "full", "measured", ("image",))
    assert row.typical_s == 40, "boot_s takes its typical value there"
    assert row.worst_s == 300, "and its worst one here"
    assert [need.weight for need in found.document.surfaces["api"].needs] == [1, 0.9, 1]


def test_everything_but_the_format_may_be_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD)
    assert (found.nodes, found.rows, found.document.surfaces) == ({}, (), {})
    (row,) = read(tmp_path, HEAD + "facts: [{match: {name: a}, effect: none}]\n").rows
    assert (row.op, row.pattern, row.typical_s, row.worst_s, row.confidence) == (None, None, None, None, "assumed")
    assert row.when.holds(None, None) is True


def test_json_says_the_same_as_yaml(tmp_path: Path) -> None:
    document = {"format": "sayar.services/1", "nodes": {"a": {"match": {"name": "x"}}, "b": None}}
    yaml = HEAD + "nodes: {a: {match: {name: x}}, b: }\n"
    assert read(tmp_path, json.dumps(document, indent=2), "services.json") == read(tmp_path, yaml)


@pytest.mark.parametrize("word", ["on", "off", "yes", "no", "y", "n", "Yes", "OFF"])
def test_the_words_of_old_yaml_are_names_like_any_other(tmp_path: Path, word: str) -> None:
    text = (
        HEAD
        + f"nodes: {{{word}: {{match: {{name: {word}}}}}}}\nsurfaces: {{s: {{needs: [{{on: {word}, mode: hard}}]}}}}\n"
    )
    found = read(tmp_path, text)
    assert found.nodes == {word: Matcher(name=word)}
    assert found.document.surfaces["s"].needs[0].on == word


def test_true_false_and_null_are_what_they_are(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + "facts:\n  - {match: {name: a}, effect: none, when: false}\n")
    assert found.rows[0].when.holds({}, {}) is False
    assert refused(tmp_path, HEAD + "nodes: {a: {match: {name: true}}}\n")[0].startswith("nodes.a.match.name: true: ")


def fact(**more: Any) -> str:
    return HEAD + "timings: {boot_s: 5}\nfacts:\n  - " + json.dumps({"match": {"name": "a"}, "effect": "full", **more})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        # Shape.
        ("", "format: is missing"),
        ("format: sayar.services/2\n", "format: \"sayar.services/2\": 'sayar.services/1'"),
        (HEAD + "surface: {}\n", "surface: unknown key"),
        (HEAD + "nodes: {a: {matches: {}}}\n", "nodes.a.matches: unknown key"),
        (HEAD + "nodes: {a: {match: {}}}\n", "nodes.a.match: {}: urn, name or type"),
        (HEAD + "nodes: [a]\n", "nodes: "),
        (HEAD + "timings: {a: fast}\n", "timings.a"),
        (HEAD + "timings: {a: -1}\n", "timings.a"),
        (HEAD + "timings: {a: {typical: 1}}\n", "timings.a"),
        (HEAD + "timings: {a: {typical: 20, worst: 5}}\n", "worst is at least typical (20)"),
        (HEAD + "groups: {g: {kind: ring}}\n", "groups.g"),
        (HEAD + "nodes: {a: }\ngroups: {g: {kind: k_of_n, k: 2, members: [a]}}\n", "groups.g"),
        (HEAD + "nodes: {a: }\ngroups: {g: {kind: failover, primary: a, standbys: []}}\n", "groups.g"),
        (HEAD + "nodes: {a: }\nsurfaces: {s: {needs: [{on: a, mode: buffered}]}}\n", "window_s is needed"),
        (HEAD + "nodes: {a: }\nsurfaces: {s: {needs: [{on: a, mode: hard, window_s: 5}]}}\n", "has no meaning"),
        (HEAD + "nodes: {a: }\nsurfaces: {s: {needs: [{on: a, mode: hard, weight: 2}]}}\n", "weight: 2: "),
        (HEAD + "nodes: {a: }\nsurfaces: {s: {needs: [{on: a, mode: hard, capability: all}]}}\n", "capability"),
        (fact(effect="gone"), 'facts[0].effect: "gone": '),
        (fact(op="replace"), 'facts[0].op: "replace": '),
        (fact(members="two"), "facts[0].members"),
        (fact(confidence="sure"), "facts[0].confidence"),
        (HEAD + "facts: [{effect: full}]\n", "facts[0].match: is missing"),
        # Names that are not defined.
        (HEAD + "surfaces: {s: {needs: [{on: a, mode: hard}]}}\n", "surfaces.s.needs[0].on: a: a node or group"),
        (HEAD + "nodes: {a: }\ngroups: {g: {kind: k_of_n, k: 1, members: [a, b]}}\n", "groups.g: b: a node"),
        (HEAD + "nodes: {a: }\ngroups: {g: {kind: failover, primary: b, standbys: [a]}}\n", "groups.g: b: a node"),
        (HEAD + "nodes: {a: }\ngroups: {g: {kind: k_of_n, k: 1, members: [a, a]}}\n", "groups.g: a: each member once"),
        (HEAD + "nodes: {a: }\ngroups: {a: {kind: k_of_n, k: 1, members: [a]}}\n", "groups.a: a node has this name"),
        (HEAD + "events: [{name: e, node: a, effect: full, typical_s: 1, worst_s: 1}]\n", "events[0].node: a: a node"),
        # Expressions, conditions and paths.
        (fact(typical_s="boot_s + nap_s"), "facts[0].typical_s: 'boot_s + nap_s': there is no timing nap_s"),
        (fact(worst_s="boot_s / 0"), "facts[0].worst_s: 'boot_s / 0' divides by zero"),
        (fact(worst_s="__import__('os')"), "facts[0].worst_s: "),
        (fact(typical_s=9, worst_s=5), "facts[0].worst_s: 5: at least typical_s (9)"),
        (fact(typical_s=-1), "facts[0].typical_s"),
        (fact(when="new.a = 1"), "facts[0].when: 'new.a = 1': "),
        (fact(when="new.a == 1 and"), "facts[0].when: "),
        (fact(property="a..b"), "facts[0].property: a..b: a path"),
        (fact(property=""), "facts[0].property: "),
        (fact(property="a", op="create"), "facts[0].property: a: none where op is create"),
        (fact(property="a", op="delete"), "facts[0].property: a: none where op is delete"),
        (
            HEAD + "nodes: {a: }\nevents: [{name: e, node: a, effect: full, typical_s: nap_s, worst_s: 1}]\n",
            "events[0].typical_s: 'nap_s': there is no timing nap_s",
        ),
        # Text.
        (HEAD + "nodes: {a: , a: }\n", "key a is there twice"),
        (HEAD + "timings: {a: 1}\ntimings: {b: 1}\n", "key timings is there twice"),
        ("a: [", "line "),
        ("- 1\n", "a mapping"),
        (HEAD + "nodes: !!python/object:os.system {}\n", "a tag"),
        (HEAD + "timings: {a: .inf}\n", "quote it"),
        (HEAD + "timings: {a: 010}\n", "quote it"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    lines = refused(tmp_path, text)
    assert any(says in line for line in lines), lines


def test_all_mistakes_of_a_file_come_at_once(tmp_path: Path) -> None:
    text = HEAD + "nodes: {a: }\nsurfaces: {s: {needs: [{on: x, mode: hard}, {on: y, mode: soft}]}}\n"
    text += "facts:\n  - {match: {name: a}, effect: full, when: oops, typical_s: nap_s}\n"
    text += "  - {match: {name: a}, effect: full, property: '.'}\n"
    assert [line.partition(": ")[0] for line in refused(tmp_path, text)] == [
        "surfaces.s.needs[0].on",
        "surfaces.s.needs[1].on",
        "facts[0].when",
        "facts[0].typical_s",
        "facts[1].property",
    ]


def test_a_key_with_a_line_break_is_still_one_line(tmp_path: Path) -> None:
    document = json.dumps({"format": "sayar.services/1", "a\nb": 1})
    with pytest.raises(InputError) as caught:
        read(tmp_path, document, "services.json")
    assert [len(line.splitlines()) for line in caught.value.problems] == [1]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"format: \xe9\n"])
def test_what_is_no_utf_8_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "services.yaml").write_bytes(data)
    with pytest.raises(InputError, match="UTF-8"):
        read_services(tmp_path / "services.yaml")
