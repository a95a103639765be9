"""What an import refuses, next to the book: every line at once, and then not a byte is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sayar.cost.importing.changes import Asked
from sayar.cost.importing.update import Update, updated
from sayar.graph.errors import InputError
from tests.cost.importing.listed import Product, book, by_hand, database, machine, price_list, row

LARGE = row("ec2.m7g.large.linux", "0.0816")
HAND: Mapping[str, Any] = {"vendor": "aws", **row("eks.cluster", "0.1"), "as_of": "2026-10-01"}


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def from_list(tmp_path: Path, *products: Product, rows: Any = (LARGE,), **asked: Any) -> Update:
    """What a list of EC2 does to a book of some rows."""
    folder = book(tmp_path / "book", aws=rows)
    path = price_list(tmp_path / "list.json", "AmazonEC2", products)
    return updated(path, folder, Asked(**asked), dry_run=False)


def refused(tmp_path: Path, *products: Product, rows: Any = (LARGE,), **asked: Any) -> tuple[str, ...]:
    """The lines that a list of EC2 is refused with; the book stays as it is to the byte."""
    folder = book(tmp_path / "book", aws=rows)
    path = price_list(tmp_path / "list.json", "AmazonEC2", products)
    return _refused(path, folder, Asked(**asked))


def refused_by_hand(tmp_path: Path, *hand: Mapping[str, Any], rows: Any = (), **asked: Any) -> tuple[str, ...]:
    folder = book(tmp_path / "book", aws=[row("eks.cluster", "0.1"), *rows], railway=[row("plan.pro", "20", "global")])
    return _refused(by_hand(tmp_path / "hand.json", *hand), folder, Asked(**asked))


def _refused(path: Path, folder: Path, asked: Asked) -> tuple[str, ...]:
    before = kept(folder)
    with pytest.raises(InputError) as raised:
        updated(path, folder, asked, dry_run=False)
    assert kept(folder) == before
    return raised.value.problems


def test_a_price_may_be_ten_times_the_one_before_or_a_tenth_and_no_further(tmp_path: Path) -> None:
    for usd in ("0.8160000000", "0.0081600000"):
        assert [one.kind for one in from_list(tmp_path, machine("m7g.large", usd)).changes.changes] == ["price"]
    for usd, said in (("0.8160000001", "0.8160000001"), ("0.0081599999", "0.0081599999"), ("1.6320000000", "1.632")):
        one = machine("m7g.large", usd)
        where, apart = "ec2.m7g.large.linux in us-east-1", "more than 10 times apart"
        assert refused(tmp_path, one) == (
            f"list.json: products.{one.number}: {where}: {said}, and 0.0816 in us-east-1 in the book: {apart}",
        )


def test_a_new_row_is_held_against_the_same_thing_in_another_region(tmp_path: Path) -> None:
    dear = machine("m7g.large", "1.8200000000", "eu-west-1")
    (said,) = refused(tmp_path, dear, add=True)
    assert said.endswith("in eu-west-1: 1.82, and 0.0816 in us-east-1 in the book: more than 10 times apart")


def test_what_was_free_does_not_get_a_price_unseen(tmp_path: Path) -> None:
    free = row("eks.cluster", "0", free=True)
    folder = book(tmp_path / "book", aws=[free])
    (said,) = _refused(by_hand(tmp_path / "hand.json", HAND), folder, Asked())
    assert said.endswith("0.1, and 0 in us-east-1 in the book: more than 10 times apart")


def test_nothing_becomes_free_by_a_slip(tmp_path: Path) -> None:
    assert refused_by_hand(tmp_path, {**HAND, "usd": "0"}) == (
        "hand.json: [0]: usd: eks.cluster for nothing: a row that is free says so, a missing price is null",
    )
    (said,) = refused_by_hand(tmp_path, {**HAND, "usd": "0", "free": True})
    assert said.endswith("0, and 0.1 in us-east-1 in the book: more than 10 times apart")


def test_a_zero_of_a_list_is_refused_where_the_row_is_wanted(tmp_path: Path) -> None:
    (said,) = refused(tmp_path, machine("m7g.large", "0.0000000000"))
    assert said.endswith("USD: 0.0000000000: a list that says nothing costs is a list with a hole")


def test_what_is_wrong_with_a_row_that_nobody_wants_is_no_matter(tmp_path: Path) -> None:
    """Lists hold machines at 0 that are sold in blocks only."""
    found = from_list(tmp_path, machine("m7g.large", "0.0830000000"), machine("p5.48xlarge", "0.0000000000"))
    assert (len(found.changes.changes), found.changes.others) == (1, 1)
    assert refused(tmp_path, machine("m7g.large", "0.0830000000"), machine("p5.48xlarge", "0.0000000000"), add=True)


def test_two_products_of_one_name_have_to_agree(tmp_path: Path) -> None:
    one, same, other = (
        machine("m7g.large", usd, number=name) for name, usd in (("A", "0.083"), ("B", "0.0830"), ("C", "0.084"))
    )
    assert len(from_list(tmp_path, one, same).changes.changes) == 1
    (said,) = refused(tmp_path, one, same, other)
    assert said.startswith("list.json: products.C: ec2.m7g.large.linux in us-east-1: 0.083 per hour on 2026-10-01")
    assert said.endswith(" at products.A and 0.084 per hour on 2026-10-01 at products.C: one")


def test_two_rows_of_one_name_have_to_agree(tmp_path: Path) -> None:
    (said,) = refused_by_hand(tmp_path, HAND, {**HAND, "usd": "0.12"})
    figures = "0.1 per hour on 2026-10-01 at [0] and 0.12 per hour on 2026-10-01 at [1]"
    assert said == f"hand.json: [1]: eks.cluster in us-east-1: {figures}: one"


def test_a_list_may_be_of_the_day_of_the_row_and_not_before_it(tmp_path: Path) -> None:
    one = machine("m7g.large", "0.0830000000")
    newer = {**LARGE, "as_of": "2026-10-02"}
    (said,) = refused(tmp_path, one, rows=[newer])
    assert said.endswith("ec2.m7g.large.linux in us-east-1: 2026-10-01: not before 2026-10-02, which the book has")
    assert len(from_list(tmp_path, one, rows=[{**LARGE, "as_of": "2026-10-01"}]).changes.changes) == 1


def test_a_dated_list_takes_the_place_of_a_row_that_was_only_read_later(tmp_path: Path) -> None:
    """The day of a row whose source has no date says when somebody read it, not of when the price is."""
    read = {**LARGE, "as_of": "2026-11-22", "dated": False, "confidence": "unverified"}
    (change,) = from_list(tmp_path, machine("m7g.large", "0.0816000000"), rows=[read]).changes.changes
    assert (change.kind, change.new.as_of, change.new.dated) == ("source", date(2026, 10, 1), True)


def test_a_price_of_a_day_that_is_still_to_come_is_refused(tmp_path: Path) -> None:
    one = machine("m7g.large", "0.0830000000")
    (said,) = refused(tmp_path, one, as_of=date(2026, 9, 30))
    assert said.endswith("ec2.m7g.large.linux in us-east-1: 2026-10-01: 2026-09-30 or earlier")
    assert from_list(tmp_path, one, as_of=date(2026, 10, 1)).changes.changes


def test_a_unit_that_is_not_the_one_of_the_book_is_refused(tmp_path: Path) -> None:
    (said,) = refused_by_hand(tmp_path, {**HAND, "unit": "month"})
    assert said == "hand.json: [0]: eks.cluster in us-east-1: unit: month: hour, as the book has it"
    (listed,) = refused(tmp_path, machine("m7g.large", "0.0816000000", unit="Quantity"))
    assert listed.endswith("ec2.m7g.large.linux in us-east-1: unit: Quantity: Hrs")


def test_a_price_that_is_not_known_is_no_news(tmp_path: Path) -> None:
    assert refused_by_hand(tmp_path, {**HAND, "usd": None, "note": "nobody knows"}) == (
        "hand.json: [0]: usd: null: leave the row out, a price that is not known is no news",
    )


def test_rows_by_hand_are_held_against_the_form_of_the_book(tmp_path: Path) -> None:
    bare = {key: value for key, value in HAND.items() if key != "vendor"}
    assert refused_by_hand(
        tmp_path,
        bare,
        7,  # type: ignore[arg-type]
        {**HAND, "usd": 0.1},
        {**HAND, "usd": "1e9"},
        {**HAND, "usd": "-0.1"},
        {**HAND, "as_of": "soon"},
        {**HAND, "confidence": "sure"},
        {**HAND, "source": " "},
        {**HAND, "free": "yes"},
        {**HAND, "price": "1"},
    ) == (
        "hand.json: [0]: vendor: missing",
        "hand.json: [1]: 7: an object with the keys of a price and its vendor",
        "hand.json: [2]: usd: 0.1: plain digits as text, 0 or more",
        "hand.json: [3]: usd: 1e9: plain digits as text, 0 or more",
        "hand.json: [4]: usd: -0.1: plain digits as text, 0 or more",
        "hand.json: [5]: as_of: soon: a date such as 2026-11-22",
        "hand.json: [6]: confidence: sure: one of high, low, medium, unverified",
        "hand.json: [7]: source: : a text",
        "hand.json: [8]: free: yes: true or false",
        "hand.json: [9]: price: not a key of a price",
    )


def test_what_the_book_has_no_name_for_is_refused_even_with_add(tmp_path: Path) -> None:
    for add in (False, True):
        assert refused_by_hand(tmp_path, {**HAND, "vendor": "netlify"}, {**HAND, "sku": "eks.klaster"}, add=add) == (
            "hand.json: [0]: vendor: netlify: one of aws, railway",
            "hand.json: [1]: aws: eks.klaster: neither a sku of the book nor one that a rule makes",
        )


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    rows = [LARGE, row("ec2.m6i.large.linux", "0.096"), row("ec2.c7g.large.linux", "0.0725")]
    said = refused(
        tmp_path,
        machine("m7g.large", "1.632"),
        machine("m6i.large", "0.0000000000"),
        machine("c7g.large", "0.0725", unit="Lots"),
        rows=rows,
        as_of=date(2026, 1, 1),
    )
    assert len(said) == 6, "three figures and three days"
    assert sum("2026-01-01 or earlier" in one for one in said) == 3


def test_one_bad_row_keeps_the_good_ones_out(tmp_path: Path) -> None:
    rows = [LARGE, row("ec2.m6i.large.linux", "0.096")]
    assert len(refused(tmp_path, machine("m7g.large", "0.083"), machine("m6i.large", "9.6"), rows=rows)) == 1


def test_a_price_list_for_a_book_without_its_vendor_is_one_line(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", railway=[row("plan.pro", "20", "global", "month")])
    path = price_list(tmp_path / "list.json", "AmazonEC2", [machine("m7g.large", "0.1"), machine("m6i.large", "0.1")])
    assert _refused(path, folder, Asked()) == (
        "list.json: offerCode: AmazonEC2: the book has no aws.json to put it into",
    )


def test_an_empty_list_of_rows_is_refused(tmp_path: Path) -> None:
    assert refused_by_hand(tmp_path) == ("hand.json: there is no row in it",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{}", "list.json: {}: an AWS price list, or a list of rows with their vendor"),
        ('{"a": 1, "b": 2}', "list.json: an object with a, b: an AWS price list, or a list of rows with their vendor"),
        ("3", "list.json: 3: an AWS price list, or a list of rows with their vendor"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "list.json").write_text(text, encoding="utf-8")
    assert _refused(tmp_path / "list.json", book(tmp_path / "book", aws=[LARGE]), Asked()) == (says,)


def test_rows_that_the_list_should_have_and_has_not_are_named(tmp_path: Path) -> None:
    """A rule that finds nothing any more would let its rows grow old without a word."""
    rows = [
        LARGE,
        row("ec2.m6i.large.linux", "0.096"),
        row("ec2.m6i.large.linux", "0.107", "eu-west-1"),
        row("kms.key", "1"),
    ]
    found = from_list(tmp_path, machine("m7g.large", "0.0816"), rows=rows)
    assert [one.key for one in found.changes.absent] == [("aws", "ec2.m6i.large.linux", "us-east-1")]


def test_only_what_is_named_is_looked_at(tmp_path: Path) -> None:
    rows = [LARGE, row("ec2.m6i.large.linux", "0.096")]
    both = (machine("m7g.large", "0.0830000000"), machine("m6i.large", "9.6000000000"))
    found = from_list(tmp_path, *both, rows=rows, only=["ec2.m7g.*"])
    assert [one.new.sku for one in found.changes.changes] == ["ec2.m7g.large.linux"]
    assert found.changes.absent == ()


def test_aurora_rows_keep_their_notes_beside_the_old_price(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", aws=[row("aurora.pg.db.r7g.large", "0.276", note="I/O-Optimized: x 1.30")])
    path = price_list(tmp_path / "list.json", "AmazonRDS", [database("db.r7g.large", "0.2800000000")])
    (change,) = updated(path, folder, Asked(), dry_run=True).changes.changes
    assert change.new.note == "I/O-Optimized: x 1.30; 0.276 on 2025-10-01"
