"""The reason of a choice is the comment beside it."""

from pathlib import Path

from infra.config.reasons import reasons

TEXT = """\
config:
  # Behind nothing yet: the strategy
  # brings the CDN with Growth.
  sayar:edge:
    mode: dns_only  # one hop less
    title: "a # b"  # quoted hash is no comment
    bare: 1
    rules:  # all of them
      - first  # because
      - {ref: second, path: /x}  # on one line
"""


def found(tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "Pulumi.x.yaml"
    path.write_text(TEXT)
    return reasons(path)


def test_a_reason_is_read_from_behind_the_field(tmp_path: Path) -> None:
    assert found(tmp_path)["edge.mode"] == "one hop less"


def test_lines_above_a_field_are_its_reason_when_none_stands_behind_it(tmp_path: Path) -> None:
    assert found(tmp_path)["edge"] == "Behind nothing yet: the strategy brings the CDN with Growth."


def test_a_hash_inside_quotes_is_no_reason(tmp_path: Path) -> None:
    assert found(tmp_path)["edge.title"] == "quoted hash is no comment"


def test_items_of_a_list_have_reasons_of_their_own(tmp_path: Path) -> None:
    reason = found(tmp_path)
    assert reason["edge.rules[0]"] == "because"
    assert reason["edge.rules[1]"] == "on one line"
    assert reason["edge.rules"] == "all of them"


def test_a_field_without_a_comment_has_no_reason(tmp_path: Path) -> None:
    assert "edge.bare" not in found(tmp_path)
