"""Newer prices in the files of the book: what changes in them, what keeps every byte, and what a full disk leaves."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayar.cost.book import FOLDER, Book, Price, load_book
from sayar.cost.importing.changes import Asked
from sayar.cost.importing.shelf import read_shelf
from sayar.cost.importing.update import Update, updated
from sayar.graph.errors import InputError
from tests.cost.importing.listed import book, by_hand, kafka, machine, price_list, read, row

ROWS = [
    row("ec2.m7g.large.linux", "0.0816", note="a note that stays"),
    row("ec2.m7g.large.linux", "0.091", "eu-west-1", confidence="medium"),
    row("kms.key", "1", unit="key-month"),
    row("ec2.m6i.large.linux", "0.0960"),
]
LIST = "AWS price list AmazonEC2, published 2026-10-01"


def machines(tmp_path: Path, *listed: Any, **top: Any) -> Path:
    return price_list(tmp_path / "list.json", "AmazonEC2", listed, **top)


def put(path: Path, folder: Path, *, dry_run: bool = False, **asked: Any) -> Update:
    return updated(path, folder, Asked(**asked), dry_run=dry_run)


def lines(folder: Path, vendor: str = "aws") -> list[str]:
    return (folder / f"{vendor}.json").read_bytes().decode().split("\n")


def test_a_price_changes_with_its_day_source_and_confidence_and_the_old_one_is_kept(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    before = lines(folder)
    found = put(machines(tmp_path, machine("m7g.large", "0.0850000000")), folder)
    (change,) = found.changes.changes
    assert (change.kind, change.percent and round(change.percent, 1)) == ("price", Decimal("4.2"))
    assert read(folder)["ec2.m7g.large.linux", "us-east-1"] == {
        "sku": "ec2.m7g.large.linux",
        "region": "us-east-1",
        "unit": "hour",
        "usd": "0.085",
        "as_of": "2026-10-01",
        "source": LIST,
        "confidence": "high",
        "note": "a note that stays; 0.0816 on 2025-10-01",
    }
    after = lines(folder)
    assert [place for place, line in enumerate(after) if line != before[place]] == [1], "every other byte stays"
    assert len(after) == len(before)


def test_a_row_whose_price_is_the_same_only_gets_the_newer_day(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    found = put(machines(tmp_path, machine("m7g.large", "0.0816000000"), machine("m6i.large", "0.0960000000")), folder)
    assert [one.kind for one in found.changes.changes] == ["date", "date"]
    assert read(folder)["ec2.m7g.large.linux", "us-east-1"] == {**ROWS[0], "as_of": "2026-10-01"}
    assert read(folder)["ec2.m6i.large.linux", "us-east-1"]["usd"] == "0.0960", "as it was written"


def test_a_row_without_a_date_has_one_once_a_list_of_that_very_day_says_the_same(tmp_path: Path) -> None:
    undated = {**ROWS[0], "as_of": "2026-10-01", "dated": False}
    folder = book(tmp_path / "book", aws=[undated])
    found = put(machines(tmp_path, machine("m7g.large", "0.0816000000")), folder)
    assert [one.kind for one in found.changes.changes] == ["date"]
    assert read(folder)["ec2.m7g.large.linux", "us-east-1"] == {**ROWS[0], "as_of": "2026-10-01"}


def test_rows_that_are_written_in_another_way_keep_it(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    odd = '    {"unit":"key-month",  "sku":"kms.key", "region":"us-east-1", "usd":"1.00", "as_of":"2025-10-01", '
    odd += '"source":"\\u00fcber", "confidence":"high"},'
    (folder / "aws.json").write_text("\n".join([*lines(folder)[:3], odd, *lines(folder)[4:]]), encoding="utf-8")
    put(machines(tmp_path, machine("m7g.large", "0.0850000000")), folder)
    assert lines(folder)[3] == odd


def test_the_same_price_from_a_surer_source_takes_that_source(tmp_path: Path) -> None:
    """A budget must not pass on a remembered price, and may once the list of the vendor says the same."""
    folder = book(tmp_path / "book", aws=ROWS)
    found = put(machines(tmp_path, machine("m7g.large", "0.0910000000", "eu-west-1")), folder)
    assert [one.kind for one in found.changes.changes] == ["source"]
    assert read(folder)["ec2.m7g.large.linux", "eu-west-1"] == {
        **ROWS[1],
        "as_of": "2026-10-01",
        "source": LIST,
        "confidence": "high",
    }


def test_something_without_a_price_gets_one(tmp_path: Path) -> None:
    unpriced = row("msk.broker.m7g.large", None, "eu-west-1", "broker-hour", note="unpriced", as_of="2026-11-22")
    folder = book(tmp_path / "book", aws=[unpriced])
    broker = kafka("Kafka.m7g.large", "0.2290000000", region="eu-west-1", group="Broker")
    found = put(price_list(tmp_path / "list.json", "AmazonMSK", [broker]), folder)
    assert [(one.kind, one.percent) for one in found.changes.changes] == [("price", None)]
    now = read(folder)["msk.broker.m7g.large", "eu-west-1"]
    assert (now["usd"], now["as_of"], now["note"]) == ("0.229", "2026-10-01", "no price before (unpriced)")


def test_rows_that_the_book_does_not_have_are_counted_and_taken_only_with_add(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    listed = machines(
        tmp_path,
        machine("m7g.large", "0.0816"),
        machine("m7g.large", "0.0980", "eu-central-1"),
        machine("m9g.large", "0.0950"),
    )
    found = put(listed, folder)
    assert ([one.kind for one in found.changes.changes], found.changes.others) == (["date"], 2)
    assert set(read(folder)) == {(one["sku"], one["region"]) for one in ROWS}
    added = put(listed, folder, add=True)
    assert [(one.kind, one.new.sku, one.new.region) for one in added.changes.changes] == [
        ("new", "ec2.m7g.large.linux", "eu-central-1"),
        ("new", "ec2.m9g.large.linux", "us-east-1"),
    ]
    assert read(folder)["ec2.m9g.large.linux", "us-east-1"] == {
        "sku": "ec2.m9g.large.linux",
        "region": "us-east-1",
        "unit": "hour",
        "usd": "0.095",
        "as_of": "2026-10-01",
        "source": LIST,
        "confidence": "high",
    }


def test_new_rows_stand_behind_the_last_one_of_their_kind(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=[ROWS[0], ROWS[2]])
    before = lines(folder)
    put(machines(tmp_path, machine("m7g.xlarge", "0.1632")), folder, add=True)
    after = lines(folder)
    assert [json.loads(line.rstrip(","))["sku"] for line in after[1:4]] == [
        "ec2.m7g.large.linux",
        "ec2.m7g.xlarge.linux",
        "kms.key",
    ]
    assert [*after[:2], *after[3:]] == before


def test_a_new_last_row_gives_the_one_before_it_a_comma(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=[ROWS[2], ROWS[0]])
    put(machines(tmp_path, machine("m7g.xlarge", "0.1632")), folder, add=True)
    assert len(read(folder)) == 3
    assert [line.endswith(",") for line in lines(folder)[1:4]] == [True, True, False]


def test_rows_that_somebody_has_read_go_into_the_file_of_their_vendor(tmp_path: Path) -> None:
    folder = book(
        tmp_path / "book", aws=ROWS, railway=[row("plan.pro", "20", "global", "month", note="a seat is free")]
    )
    new = {"as_of": "2026-11-01", "source": "railway.com/pricing, read 2026-11-01"}
    hand = by_hand(
        tmp_path / "hand.json",
        {"vendor": "railway", **row("plan.pro", "25", "global", "month"), **new, "note": "seats cost 10"},
        {"vendor": "aws", **row("kms.key", "1.1", unit="key-month"), **new},
    )
    found = put(hand, folder)
    assert found.files == ("aws.json", "railway.json")
    assert read(folder, "railway")["plan.pro", "global"]["note"] == "seats cost 10; 20 on 2025-10-01"
    assert read(folder)["kms.key", "us-east-1"]["note"] == "1 on 2025-10-01"


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    before = lines(folder)
    listed = machines(tmp_path, machine("m7g.large", "0.0850000000"))
    dry = put(listed, folder, dry_run=True)
    assert lines(folder) == before
    real = put(listed, folder)
    assert (dry.changes, dry.files) == (real.changes, real.files)
    assert lines(folder) != before


def test_what_an_update_does_to_other_things_is_asked_with_both_books(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)

    def effect(before: Book, after: Book) -> list[str]:
        old, new = (one.find("aws", "ec2.m7g.large.linux", "us-east-1") for one in (before, after))
        assert isinstance(old, Price)
        assert isinstance(new, Price)
        return [f"from {old.usd} to {new.usd}"]

    listed = machines(tmp_path, machine("m7g.large", "0.0850000000"))
    assert updated(listed, folder, Asked(), dry_run=True, effect=effect).effect == ("from 0.0816 to 0.085",)


def test_the_book_is_read_again_after_it_was_written(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    assert load_book(folder).find("aws", "ec2.m7g.large.linux", "us-east-1").usd == Decimal("0.0816")  # type: ignore[union-attr]
    put(machines(tmp_path, machine("m7g.large", "0.0850000000")), folder)
    assert load_book(folder).find("aws", "ec2.m7g.large.linux", "us-east-1").usd == Decimal("0.085")  # type: ignore[union-attr]


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_files_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    folder = book(tmp_path / "book", aws=ROWS, railway=[row("plan.pro", "20", "global", "month")])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    listed = machines(tmp_path, machine("m7g.large", "0.0850000000"))

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full) if broken == "fsync" else monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError) as raised:
        put(listed, folder)
    assert raised.value.problems == (
        "the price book: No space left on device: nothing was written, every file is as it was",
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before, "no neighbour stays behind"


def test_no_file_is_put_in_its_place_before_all_of_them_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = book(tmp_path / "book", aws=[row("kms.key", "1")], railway=[row("plan.pro", "20", "global", "month")])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    hand = by_hand(
        tmp_path / "hand.json",
        {"vendor": "aws", **row("kms.key", "2"), "as_of": "2026-11-01"},
        {"vendor": "railway", **row("plan.pro", "25", "global", "month"), "as_of": "2026-11-01"},
    )
    written: list[int] = []

    def second_fails(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 2:
            raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    monkeypatch.setattr(os, "fsync", second_fails)
    with pytest.raises(InputError, match="nothing was written"):
        put(hand, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_a_kill_leaves_beside_the_file_is_no_price_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    before = read_shelf(folder).book
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    with pytest.raises(KeyboardInterrupt):
        put(machines(tmp_path, machine("m7g.large", "0.0850000000")), folder)
    assert len(list(folder.iterdir())) == 2
    assert read_shelf(folder).book == before


def test_a_file_that_somebody_else_changes_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)

    def effect(_before: Book, _after: Book) -> list[str]:
        (folder / "aws.json").write_text("[]", encoding="utf-8")
        return []

    with pytest.raises(InputError, match=r"aws\.json: somebody else has changed it meanwhile"):
        updated(machines(tmp_path, machine("m7g.large", "0.085")), folder, Asked(), dry_run=False, effect=effect)
    assert (folder / "aws.json").read_text(encoding="utf-8") == "[]"


def test_the_rights_of_a_file_stay(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    (folder / "aws.json").chmod(0o640)
    put(machines(tmp_path, machine("m7g.large", "0.0850000000")), folder)
    assert (folder / "aws.json").stat().st_mode & 0o777 == 0o640


def test_a_file_that_does_not_hold_one_row_a_line_is_left_alone(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    for text in (json.dumps(ROWS, indent=2), json.dumps(ROWS), "[\n" + ", ".join(map(json.dumps, ROWS)) + "\n]\n"):
        (folder / "aws.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="it does not hold one row a line"):
            put(machines(tmp_path, machine("m7g.large", "0.085")), folder)
        assert (folder / "aws.json").read_text(encoding="utf-8") == text


def test_other_line_ends_and_other_letters_stay(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=[ROWS[0], {**ROWS[2], "note": "je Schlüssel"}])
    raw = (folder / "aws.json").read_bytes().replace(b"\n", b"\r\n")
    (folder / "aws.json").write_bytes(raw)
    put(machines(tmp_path, machine("m7g.large", "0.0850000000")), folder)
    now = (folder / "aws.json").read_bytes()
    assert now.count(b"\r\n") == now.count(b"\n") == raw.count(b"\n")
    assert now.split(b"\r\n")[2] == raw.split(b"\r\n")[2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[{}]", "aws.json[0]: sku: missing"),
        ("[7]", "aws.json[0]: an object with the keys of a price"),
        ("{}", "aws.json: a list of rows"),
        ("[", "aws.json: line 1: it ends in the middle: Expecting value"),
    ],
)
def test_a_book_that_cannot_be_read_is_told_and_not_touched(tmp_path: Path, text: str, says: str) -> None:
    folder = book(tmp_path / "book", aws=ROWS)
    (folder / "aws.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        put(machines(tmp_path, machine("m7g.large", "0.085")), folder)
    assert raised.value.problems[0] == says


def test_a_row_that_stands_twice_in_the_book_is_told(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=[ROWS[0], ROWS[0]])
    with pytest.raises(InputError, match=r"aws\.json\[1\]: ec2\.m7g\.large\.linux in us-east-1 stands here twice"):
        read_shelf(folder)
    with pytest.raises(InputError, match="there is no price file in it"):
        read_shelf(book(tmp_path / "empty"))


def test_the_book_that_is_kept_is_read_the_same_by_both_readers() -> None:
    assert read_shelf(FOLDER).book == load_book()


def own(folder: Path, **change: Any) -> list[Mapping[str, Any]]:
    """Every row of a book that has a price, as somebody would give them by hand."""
    shelf = read_shelf(folder)
    rows = ({"vendor": kept.vendor, **json.loads(kept.said), **change} for kept in shelf.rows() if kept.usd is not None)
    return list(rows)


def test_giving_the_whole_book_back_to_it_changes_nothing(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "book"))
    found = put(by_hand(tmp_path / "hand.json", *own(folder)), folder)
    assert (found.changes.changes, found.files) == ((), ())
    assert found.changes.same == len(list(load_book().prices()))


def test_giving_the_whole_book_back_on_a_later_day_changes_days_alone(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "book"))
    found = put(by_hand(tmp_path / "hand.json", *own(folder, as_of="2026-12-24")), folder, as_of=date(2026, 12, 24))
    assert {one.kind for one in found.changes.changes} == {"date"}
    for path in FOLDER.glob("*.json"):
        for before, after in zip(lines(FOLDER, path.stem), lines(folder, path.stem), strict=True):
            if before != after:
                old, new = (json.loads(line.rstrip(",")) for line in (before, after))
                assert new == {**old, "as_of": "2026-12-24"}


KINDS = ("m7g.large", "m6i.large", "m9g.large", "c7g.xlarge")
LISTED = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from(["us-east-1", "eu-west-1", "us-gov-west-1"]),
        st.decimals("0.05", "0.2", places=4),
    ),
    min_size=1,
    unique_by=lambda one: one[:2],
).filter(lambda listed: any(region != "us-gov-west-1" for _, region, _ in listed))


@settings(max_examples=60, deadline=None)
@given(listed=LISTED, add=st.booleans())
def test_importing_twice_changes_nothing(listed: list[tuple[str, str, Decimal]], *, add: bool) -> None:
    with TemporaryDirectory() as name:
        folder = book(Path(name) / "book", aws=ROWS)
        path = machines(Path(name), *(machine(kind, f"{usd:.10f}", region) for kind, region, usd in listed))
        put(path, folder, add=add)
        once = lines(folder)
        again = put(path, folder, add=add)
        assert (again.changes.changes, again.files, lines(folder)) == ((), (), once)


@settings(max_examples=60, deadline=None)
@given(listed=LISTED, add=st.booleans())
def test_what_is_not_in_the_file_keeps_every_byte(listed: list[tuple[str, str, Decimal]], *, add: bool) -> None:
    with TemporaryDirectory() as name:
        folder = book(Path(name) / "book", aws=ROWS)
        before = [line.rstrip(",") for line in lines(folder)]
        named = {(f"ec2.{kind}.linux", region) for kind, region, _ in listed}
        path = machines(Path(name), *(machine(kind, f"{usd:.10f}", region) for kind, region, usd in listed))
        put(path, folder, add=add)
        after = {line.rstrip(",") for line in lines(folder)}
        for one, line in zip(ROWS, before[1:-2], strict=True):
            assert (line in after) or (one["sku"], one["region"]) in named
