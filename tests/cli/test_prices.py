"""`sayar prices`: the document of ages, the text of an update, and everything that is refused in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sayar.cost.book import Book
from sayar.cost.upkeep import NearVerdict
from sayar.documents.prices import PricesDocument
from tests.cli.ran import Ran, sayar
from tests.cost.importing.listed import book, by_hand, machine, price_list, read, row
from tests.infra.projects import ROOT

ROWS = [
    row("ec2.m7g.large.linux", "0.0816"),
    row("ec2.m6i.large.linux", "0.096", as_of="2026-07-20"),
    row("ec2.c7g.large.linux", "0.0775", "eu-west-1", as_of="2023-08-06", confidence="medium"),
    row("msk.broker.m7g.large", None, "eu-west-1", "broker-hour", note="unpriced"),
    row("rds_proxy.vcpu", "0.015", unit="vCPU-hour", as_of="2026-11-22", dated=False, confidence="unverified"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return book(tmp_path / "book", aws=ROWS, railway=[row("plan.pro", "20", "global", "month", as_of="2026-08-21")])


def check(folder: Path, *more: str) -> Ran:
    return sayar("prices", "check", "--prices", str(folder), *more, folder=None)


def update(folder: Path, file: Path, *more: str) -> Ran:
    return sayar("prices", "update", str(file), "--prices", str(folder), *more, folder=None)


def listed(tmp_path: Path) -> Path:
    return price_list(
        tmp_path / "list.json",
        "AmazonEC2",
        [
            machine("m7g.large", "0.0850000000"),
            machine("m6i.large", "0.0960000000"),
            machine("m7g.large", "0.1776000000", operatingSystem="Windows", operation="RunInstances:0002"),
            machine("c7g.large", "0.0775000000", "eu-west-1"),
            machine("m9g.large", "0.0950000000"),
        ],
    )


def test_the_document_holds_ages_sources_and_what_is_missing(folder: Path) -> None:
    found = check(folder, "--format", "json")
    Draft202012Validator(PricesDocument.model_json_schema(mode="serialization")).validate(found.json)
    assert (found.code, found.err, found.json["format"], found.json["as_of"]) == (0, "", "sayar.prices/1", "2026-11-22")
    assert [one["vendor"] for one in found.json["vendors"]] == ["aws", "railway"]
    assert found.json["stale"] == [
        {
            "vendor": "aws",
            "sku": "ec2.c7g.large.linux",
            "region": "eu-west-1",
            "as_of": "2023-08-06",
            "age_days": 1204,
            "confidence": "medium",
            "source": "a copy of the list",
        },
        {
            "vendor": "aws",
            "sku": "ec2.m7g.large.linux",
            "region": "us-east-1",
            "as_of": "2025-10-01",
            "age_days": 417,
            "confidence": "high",
            "source": "a copy of the list",
        },
    ]
    assert [one["sku"] for one in found.json["undated"]] == ["rds_proxy.vcpu"]
    assert [one["sku"] for one in found.json["unverified"]] == ["rds_proxy.vcpu"]
    assert [(one["sku"], one["why"]) for one in found.json["unpriced"]] == [("msk.broker.m7g.large", "unpriced")]
    assert (found.json["old"], found.json["later"], found.json["near"], found.json["exit_code"]) == ([], [], [], 0)


def test_ages_are_those_of_the_day_that_is_given(folder: Path) -> None:
    found = check(folder, "--as-of", "2027-03-01", "--format", "json").json
    assert (found["as_of"], [one["sku"] for one in found["old"]]) == ("2027-03-01", ["ec2.m6i.large.linux", "plan.pro"])
    then = check(folder, "--as-of", "2025-10-01", "--format", "json").json
    assert [one["age_days"] for one in then["later"]] == [-292, -324, -417]


def test_the_text_and_the_markdown_say_the_same(folder: Path) -> None:
    text, markdown = check(folder).out, check(folder, "--format", "markdown").out
    assert text.startswith(
        "prices as of 2026-11-22\n6 rows: 2 stale (over 365 days), 0 old (over 180 days)\n\nvendor   rows  oldest"
    )
    assert "  1204 days: aws ec2.c7g.large.linux in eu-west-1: a copy of the list\n" in text
    assert "  aws msk.broker.m7g.large in eu-west-1: unpriced\n" in text
    assert "| aws | ec2.c7g.large.linux | eu-west-1 | 2023-08-06 | 1204 | a copy of the list |" in markdown
    assert "near a verdict" not in text


def test_rows_near_a_verdict_are_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    near = NearVerdict("railway", "plan.pro", "global", "1.50 more is over the target of growth")
    monkeypatch.setattr("sayar.cli.prices.near_verdicts", lambda *_: (near,))
    said = "railway plan.pro in global: 1.50 more is over the target of growth (93 days, high)"
    assert said in check(folder).out
    assert said in check(folder, "--format", "markdown").out
    assert check(folder, "--format", "json").json["near"][0]["age_days"] == 93


def test_the_book_that_is_kept_is_checked_by_default() -> None:
    found = sayar("prices", "check", folder=None)
    assert found.code == 0
    assert "railway " in found.out
    assert found.out == sayar("prices", "check", folder=None).out


def test_an_update_prints_every_price_that_changes_and_counts_the_rest(tmp_path: Path, folder: Path) -> None:
    found = update(folder, listed(tmp_path))
    assert (found.code, found.err) == (0, "")
    assert found.out == (
        "AWS price list AmazonEC2, published 2026-10-01\n"
        "vendor  sku                  region     old     new    change\n"
        "aws     ec2.m7g.large.linux  us-east-1  0.0816  0.085  +4.2 %\n"
        "1 row at the same price from a surer source\n"
        "1 row at the same price on a newer day\n"
        "1 row that the book does not have: --add takes them, --only names some\n"
        "written: aws.json\n"
    )
    assert read(folder)["ec2.m7g.large.linux", "us-east-1"]["usd"] == "0.085"


def test_the_same_update_again_has_nothing_to_write(tmp_path: Path, folder: Path) -> None:
    update(folder, listed(tmp_path))
    found = update(folder, listed(tmp_path))
    assert (found.code, found.out.splitlines()[1:]) == (
        0,
        [
            "no price changes",
            "3 rows just as the book has them",
            "1 row that the book does not have: --add takes them, --only names some",
            "nothing to write",
        ],
    )


def test_a_dry_run_writes_nothing_and_says_what_it_would(tmp_path: Path, folder: Path) -> None:
    before = (folder / "aws.json").read_bytes()
    found = update(folder, listed(tmp_path), "--dry-run", "--add")
    assert found.out.splitlines()[-1] == "a dry run: aws.json would be written"
    assert "aws     ec2.m9g.large.linux  us-east-1  –       0.095  new" in found.out
    assert (folder / "aws.json").read_bytes() == before


def test_only_some_rows_are_taken_where_they_are_named(tmp_path: Path, folder: Path) -> None:
    found = update(folder, listed(tmp_path), "--add", "--only", "ec2.m9g.*")
    assert found.out.splitlines()[2].split() == ["aws", "ec2.m9g.large.linux", "us-east-1", "–", "0.095", "new"]
    assert read(folder)["ec2.m7g.large.linux", "us-east-1"]["usd"] == "0.0816"


def test_a_price_where_there_was_none_is_told_as_one(tmp_path: Path, folder: Path) -> None:
    hand = {**row("msk.broker.m7g.large", "0.229", "eu-west-1", "broker-hour"), "vendor": "aws", "as_of": "2026-11-01"}
    found = update(folder, by_hand(tmp_path / "hand.json", hand))
    assert found.out.splitlines()[0] == "rows read by hand: 1"
    assert found.out.splitlines()[2].split() == ["aws", "msk.broker.m7g.large", "eu-west-1", "–", "0.229", "priced"]


def test_what_it_does_to_each_tier_is_said_before_it_is_written(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def effect(before: Book, after: Book) -> list[str]:
        assert before != after
        return ["enterprise: 3,830 before, 3,838 after"]

    monkeypatch.setattr("sayar.cli.prices.effect_on_tiers", lambda _: effect)
    assert update(folder, listed(tmp_path), "--dry-run").out.splitlines()[-2:] == [
        "enterprise: 3,830 before, 3,838 after",
        "a dry run: aws.json would be written",
    ]


def test_rows_that_the_list_lacks_are_named(tmp_path: Path, folder: Path) -> None:
    one = price_list(tmp_path / "list.json", "AmazonEC2", [machine("m7g.large", "0.0816000000")])
    assert "not in it, although a rule expects it: ec2.m6i.large.linux in us-east-1\n" in update(folder, one).out


def test_what_cannot_be_right_is_a_line_each_with_code_2_and_nothing_is_written(tmp_path: Path, folder: Path) -> None:
    before = (folder / "aws.json").read_bytes()
    bad = price_list(
        tmp_path / "list.json",
        "AmazonEC2",
        [machine("m7g.large", "1.6320000000", number="A"), machine("m6i.large", "0.0000000000", number="B")],
    )
    found = update(folder, bad)
    apart = "1.632, and 0.0816 in us-east-1 in the book: more than 10 times apart"
    hole = "USD: 0.0000000000: a list that says nothing costs is a list with a hole"
    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines() == [
        f"list.json: products.A: ec2.m7g.large.linux in us-east-1: {apart}",
        f"list.json: products.B: ec2.m6i.large.linux in us-east-1: {hole}",
    ]
    assert (folder / "aws.json").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("update",), "Missing argument 'FILE'"),
        (("update", "none.json"), "none.json: No such file or directory"),
        (("update", "FILE", "--as-of", "2026-09-30"), "2026-10-01: 2026-09-30 or earlier"),
        (("update", "FILE", "--as-of", "soon"), "soon: a date such as 2026-11-24"),
        (("update", "TORN"), "it ends in the middle"),
        (("update", "FILE", "--prices", "NOWHERE"), "does not exist"),
        (("update", "FILE", "--prices", "EMPTY"), "there is no price file in it"),
        (("check", "--prices", "EMPTY"), "there is no price file in it"),
        (("check", "--prices", "UNPRICED"), "--as-of: no row has a price and so a day; name one"),
        (("check", "--format", "pdf"), "pdf"),
        (("chekc",), "chekc"),
    ],
)
def test_bad_input_is_one_line_and_code_2(tmp_path: Path, folder: Path, arguments: tuple[str, ...], says: str) -> None:
    one = price_list(tmp_path / "list.json", "AmazonEC2", [machine("m7g.large", "0.085")])
    (tmp_path / "torn.json").write_text(one.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    places = {
        "FILE": one,
        "TORN": tmp_path / "torn.json",
        "NOWHERE": tmp_path / "nowhere",
        "EMPTY": book(tmp_path / "empty"),
        "UNPRICED": book(tmp_path / "unpriced", aws=[row("a", None)]),
    }
    words = [str(places.get(word, word)) for word in arguments]
    where = [] if "--prices" in words or words == ["chekc"] else ["--prices", str(folder)]
    found = sayar("prices", *words, *where, folder=None)
    assert (found.code, found.out) == (2, "")
    assert says in found.err
    assert len(found.err.splitlines()) == 1


def test_the_document_can_go_to_a_file(tmp_path: Path, folder: Path) -> None:
    assert check(folder, "--out", str(tmp_path / "out.txt")).out == ""
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == check(folder).out


def test_neither_command_loads_a_pulumi_sdk_or_the_network(tmp_path: Path, folder: Path) -> None:
    path = listed(tmp_path)
    code = (
        "import sys\n"
        "from sayar.cli.main import run\n"
        f"where = ['--prices', {str(folder)!r}, '--out', '{tmp_path}/out']\n"
        "assert run(['prices', 'check', *where]) == 0\n"
        f"assert run(['prices', 'update', {str(path)!r}, *where]) == 0\n"
        "print([name for name in sys.modules if name.split('.')[0].startswith(('pulumi', 'grpc', 'httpx'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
