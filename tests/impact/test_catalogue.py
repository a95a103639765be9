"""A file of built-in facts is either right or refused with one line; rows follow the timings of a services file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.documents.services import TypicalWorst
from sayar.facts.rows import FactsError
from sayar.graph.errors import InputError
from sayar.impact.catalogue import Catalogue, load_catalogue, packages, problems
from sayar.impact.rows import FactRow

HEADER = 'package: x\nsource: "repo@1 path"\ndate: "2026-01-02"\nconfidence: documented\n'
TIMINGS = "timings:\n  boot_s: {typical: 20, worst: 30}\n"
ROW = "rows:\n  - {match: {type: 'x:a:A'}, op: update, effect: none}\n"
FULL = "match: {type: 'x:a:A'}, op: update, effect: full, typical_s: 1, worst_s: 2"


def written(folder: Path, text: str, name: str = "x.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rows_of(*rows: str) -> str:
    return HEADER + TIMINGS + "rows:\n" + "".join(f"  - {{{row}}}\n" for row in rows)


def catalogue(folder: Path, *rows: str) -> Catalogue:
    written(folder, rows_of(*rows))
    return Catalogue(folder)


FAULTS = {
    # Keys and words
    "rows[0].efect: unknown key (the row about x:a:A)": rows_of(FULL.replace("effect", "efect")),
    "extra: unknown key": "extra: 1\n" + HEADER,
    "source: is missing": HEADER.replace('source: "repo@1 path"\n', ""),
    "date: is missing": HEADER.replace('date: "2026-01-02"\n', ""),
    "confidence: is missing": HEADER.replace("confidence: documented\n", ""),
    'date: "2026-13-02": String should match pattern': HEADER.replace("2026-01-02", "2026-13-02"),
    "confidence: \"sure\": 'measured', 'documented' or 'assumed'": HEADER.replace("documented", "sure"),
    "rows[0].effect: \"slow\": 'blocked', 'data_loss'": rows_of(FULL.replace("full", "slow")),
    "rows[0].op[0]: \"change\": 'create', 'update'": rows_of(FULL.replace("op: update", "op: change")),
    "rows[0].op: is missing": rows_of(FULL.replace("op: update, ", "")),
    "rows[0].match.type: is missing": rows_of(FULL.replace("type", "name")),
    "rows[0].match.urn: unknown key": rows_of(FULL.replace("type: 'x:a:A'", "type: 'x:a:A', urn: '*'")),
    'rows[0].members: "some"': rows_of(FULL + ", members: some"),
    "rows[0].when: false: a valid string": rows_of(FULL + ", when: false"),
    "package: 'y': this is a file of 'x'": HEADER.replace("package: x", "package: y"),
    "effect is there twice": rows_of(FULL + ", effect: none"),
    "rows: 5: a valid tuple": HEADER + "rows: 5\n",
    "[]: a valid dictionary": "[]\n",
    "rows[0] (y:a:A): a type of package x": rows_of(FULL.replace("x:a:A", "y:a:A")),
    "rows[0] (x:*:A): a type of package x, * at its end alone": rows_of(FULL.replace("x:a:A", "x:*:A")),
    "unknown_on_purpose.y:a:A: a type of package x": HEADER + "unknown_on_purpose: {'y:a:A': why}\n",
    'unknown_on_purpose.x:a:A: "": String should have at least 1': HEADER + "unknown_on_purpose: {'x:a:A': ''}\n",
    "a source of its own needs a date of its own": rows_of(FULL + ", source: other@2"),
    # Seconds
    "rows[0] (x:a:A).worst_s: 1: at least typical_s (2)": rows_of(
        FULL.replace("typical_s: 1, worst_s: 2", "typical_s: 2, worst_s: 1")
    ),
    "there is no timing bot_s": rows_of(FULL.replace("worst_s: 2", "worst_s: bot_s")),
    "is not part of an expression": rows_of(FULL.replace("worst_s: 2", "worst_s: boot_s ** 2")),
    "full says typical_s and worst_s, null where nobody knows": rows_of(FULL.replace(", worst_s: 2", "")),
    "none takes no time: left out, or 0": rows_of(FULL.replace("full", "none")),
    "unknown has no seconds": rows_of(FULL.replace("full", "unknown")),
    "window is said where effect is deferred, and nowhere else": rows_of(FULL.replace("full", "deferred")),
    "is not a property path": rows_of(FULL.replace("full", "deferred") + ", window: 'new.a..b'"),
    "worst is at least typical (20)": HEADER + "timings: {boot_s: {typical: 20, worst: 10}}\n",
    # Paths and conditions
    "rows[0] (x:a:A).property: a..b: a path such as": rows_of(FULL + ", property: 'a..b'"),
    "none where op is delete, which changes no property": rows_of(FULL.replace("update", "delete") + ", property: a"),
    "comparisons such as new.size != old.size, joined by and": rows_of(FULL + ", when: 'new.a or old.b == 1'"),
    # Rows that are never taken
    "rows[1] (x:a:A): op update: never taken, rows[0] (x:a:A) comes before it": rows_of(FULL, FULL),
    "op update property a: never taken": rows_of(FULL + ", property: a", FULL + ", property: a, when: 'new.a == 1'"),
    "rows[2] (x:a:A): op update: never taken, rows[0]": rows_of(
        FULL + ", when: 'new.a == 1'", FULL + ", when: 'new.a == 2'", FULL + ', when: "new.a  ==  1"'
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_line_with_file_row_and_what_is_allowed(fault: str, tmp_path: Path) -> None:
    written(tmp_path, FAULTS[fault])
    with pytest.raises(FactsError) as caught:
        Catalogue(tmp_path).rows(["x:a:A"])
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith("x.yaml: ")
    assert fault in line
    assert problems(tmp_path) == (line,)


def test_text_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    written(tmp_path, HEADER + "rows: [}\n")
    with pytest.raises(FactsError, match=r"x\.yaml: .* \(line 5\)"):
        Catalogue(tmp_path).rows(["x:a:A"])


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"package: \xff\n")
    with pytest.raises(FactsError, match=r"^x\.yaml: "):
        Catalogue(tmp_path).rows(["x:a:A"])


def test_rows_of_the_same_kind_about_different_things_stand_beside_each_other(tmp_path: Path) -> None:
    # Conditions that differ, one resource or all of a group, a name, and a pattern beside the type that it covers.
    found = catalogue(
        tmp_path,
        FULL + ", when: 'new.a == 1'",
        FULL + ", when: 'new.a == 2'",
        FULL,
        FULL + ", members: all",
        FULL.replace("type: 'x:a:A'", "type: 'x:a:A', name: 'b-*'"),
        FULL.replace("x:a:A", "x:a*"),
    ).rows(["x:a:A"])
    assert len(found) == 6


def test_a_row_inherits_what_it_does_not_say_itself(tmp_path: Path) -> None:
    own = FULL + ", property: a, source: 'page', date: '2025-05-05', confidence: measured"
    first, second = catalogue(tmp_path, FULL, own).rows(["x:a:A"])
    assert (first.source, first.confidence) == ("repo@1 path, 2026-01-02", "documented")
    assert (second.source, second.confidence) == ("page, 2025-05-05", "measured")


def test_lists_of_types_operations_and_properties_are_one_row_each(tmp_path: Path) -> None:
    row = "match: {type: ['x:a:A', 'x:b:B']}, op: [update, replace_create_first], property: [p, q], effect: none"
    found = catalogue(tmp_path, row).rows(["x:a:A", "x:b:B"])
    assert len({(one.matcher.type, one.op, one.pattern) for one in found}) == len(found) == 8
    assert {(one.typical_s, one.worst_s) for one in found} == {(0, 0)}


def test_seconds_that_are_not_said_are_zero_or_unknown_as_the_effect_is(tmp_path: Path) -> None:
    row = "match: {{type: 'x:a:A'}}, op: update, property: {0}, effect: {0}"
    found = catalogue(tmp_path, *(row.format(effect) for effect in ("none", "reset", "degraded", "unknown", "blocked")))
    told = {one.effect: (one.typical_s, one.worst_s) for one in found.rows(["x:a:A"])}
    assert told == {
        "none": (0, 0), "reset": (0, 0), "degraded": (0, 0), "unknown": (None, None), "blocked": (None, None)
    }  # fmt: skip


def test_a_pattern_becomes_a_row_about_the_type_after_the_rows_of_the_type_itself(tmp_path: Path) -> None:
    short, long = FULL.replace("x:a:A", "x:*"), FULL.replace("x:a:A", "x:a*")
    found = catalogue(tmp_path, short + ", when: 'new.a == 1'", long, FULL).rows(["x:a:A"])
    assert [one.matcher.type for one in found] == ["x:a:A"] * 3
    # The row of the type first, then the longer pattern, whatever the order of the file.
    assert [len(one.when.comparisons) for one in found] == [0, 0, 1]
    assert Catalogue(tmp_path).rows(["x:b:B"])[0].matcher.type == "x:b:B"


def test_only_the_packages_of_the_types_are_read(tmp_path: Path) -> None:
    written(tmp_path, "broken: [\n", "y.yaml")
    assert len(catalogue(tmp_path, FULL).rows(["x:a:A", "z:a:A"])) == 1
    with pytest.raises(FactsError, match=r"^y\.yaml"):
        Catalogue(tmp_path).rows(["y:a:A"])


@pytest.mark.parametrize("type_", ["../x:a:A", "x/../x:a:A", ":a:A", "timings:a:A", "", "."])
def test_the_package_of_a_foreign_type_leads_nowhere_else(type_: str, tmp_path: Path) -> None:
    written(tmp_path, HEADER.replace("package: x", "package: timings") + TIMINGS, "timings.yaml")
    assert catalogue(tmp_path, FULL).rows([type_]) == ()


def test_a_package_may_be_a_folder_of_files_that_share_their_timings(tmp_path: Path) -> None:
    written(tmp_path, HEADER + TIMINGS, "x/a.yaml")
    written(tmp_path, HEADER + f"rows:\n  - {{{FULL.replace('worst_s: 2', 'worst_s: boot_s')}}}\n", "x/b.yaml")
    (row,) = Catalogue(tmp_path).rows(["x:a:A"])
    assert row.worst_s == 30
    # A row that another file of the package has closed is never taken either.
    written(tmp_path, HEADER + f"rows:\n  - {{{FULL}}}\n", "x/c.yaml")
    with pytest.raises(FactsError, match=r"^c\.yaml: .* never taken"):
        Catalogue(tmp_path).rows(["x:a:A"])


def test_shared_timings_serve_every_package_and_have_one_owner(tmp_path: Path) -> None:
    shared = HEADER.replace("package: x", "package: timings") + "timings: {ttl_s: {typical: 60, worst: 300}}\n"
    written(tmp_path, shared, "timings.yaml")
    (row,) = catalogue(tmp_path, FULL.replace("worst_s: 2", "worst_s: 'max(ttl_s, boot_s)'")).rows(["x:a:A"])
    assert row.worst_s == 300
    assert set(Catalogue(tmp_path).timings()) == {"ttl_s", "boot_s"}
    written(tmp_path, HEADER.replace("package: x", "package: y") + TIMINGS, "y.yaml")
    assert problems(tmp_path) == ("y.yaml: timings.boot_s: a timing of package x too",)
    written(
        tmp_path, HEADER.replace("package: x", "package: y") + "timings: {ttl_s: {typical: 1, worst: 1}}\n", "y.yaml"
    )
    assert problems(tmp_path) == ("y.yaml: timings.ttl_s: another file has a timing of this name",)


def test_timings_of_a_services_file_take_the_place_of_those_of_the_same_name(tmp_path: Path) -> None:
    found = catalogue(tmp_path, FULL.replace("typical_s: 1, worst_s: 2", "typical_s: boot_s, worst_s: boot_s + 30"))
    assert seconds(found.rows(["x:a:A"])) == [(20, 60)]
    assert seconds(found.rows(["x:a:A"], {"boot_s": TypicalWorst(typical=5, worst=7)})) == [(5, 37)]
    assert seconds(found.rows(["x:a:A"], {"boot_s": 9.0})) == [(9, 39)]
    # A name of theirs alone changes nothing, and nothing is remembered from one question to the next.
    assert seconds(found.rows(["x:a:A"], {"other_s": 9.0})) == [(20, 60)]


def seconds(rows: tuple[FactRow, ...]) -> list[tuple[float | None, float | None]]:
    return [(row.typical_s, row.worst_s) for row in rows]


def test_a_timing_of_a_services_file_that_cannot_be_is_one_line_of_bad_input(tmp_path: Path) -> None:
    found = catalogue(tmp_path, FULL.replace("typical_s: 1, worst_s: 2", "typical_s: boot_s, worst_s: boot_s * 9e9"))
    # 1e308 is a number, and a thousand million times as much is none.
    with pytest.raises(InputError, match=r"^timings: rows\[0\] \(x:a:A\)\.worst_s: .* seconds are 0 or more$"):
        found.rows(["x:a:A"], {"boot_s": 1e308})


def test_dates_are_those_of_the_rows_and_timings_that_a_graph_needs(tmp_path: Path) -> None:
    later = FULL.replace("x:a:A", "x:b:B") + ", source: page, date: '2026-09-09'"
    found = catalogue(tmp_path, FULL, later)
    assert found.dates(["x:a:A"]) == ("2026-01-02",)
    assert found.dates(["x:a:A", "x:b:B"]) == ("2026-01-02", "2026-09-09")
    assert found.dates(["x:c:C", "y:a:A"]) == ()


def test_what_stays_unknown_on_purpose_says_why(tmp_path: Path) -> None:
    written(tmp_path, HEADER + "unknown_on_purpose: {'x:a:A': own, 'x:*': any}\n")
    found = Catalogue(tmp_path)
    assert found.unknown("x:a:A") == "own"
    assert found.unknown("x:b:B") == "any"
    assert found.unknown("y:a:A") is None


def test_the_order_of_the_types_changes_nothing() -> None:
    types = ["aws:rds/cluster:Cluster", "railway:index:ServiceInstance", "aws:eks/cluster:Cluster"]
    assert load_catalogue().rows(types) == load_catalogue().rows(reversed([*types, types[0]]))


NAMES = sorted(load_catalogue().timings())
RANGES = st.tuples(st.floats(0, 1e5), st.floats(0, 1e5)).map(lambda two: TypicalWorst(typical=min(two), worst=max(two)))


@pytest.fixture(scope="module")
def with_expressions() -> list[str]:
    """The types with rows whose seconds follow timings."""
    known = [load_catalogue().package(name) for name in packages()]
    rows = [entry for one in known if one for entry in one.entries]
    return sorted(
        {row.type for row in rows if isinstance(row.fact.typical_s, str) or isinstance(row.fact.worst_s, str)}
    )


@given(timings=st.dictionaries(st.sampled_from(NAMES), RANGES))
def test_worst_is_never_below_typical_whatever_the_timings(
    with_expressions: list[str], timings: dict[str, TypicalWorst]
) -> None:
    # Rows with worst below typical are refused, so an expression that falls where a timing grows raises here.
    for row in load_catalogue().rows(with_expressions, timings):
        assert row.typical_s is None or row.typical_s >= 0
        assert row.typical_s is None or row.worst_s is None or row.typical_s <= row.worst_s
