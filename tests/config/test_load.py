"""A stack is resolved from three files, or refused with every problem, each under the file that has to be mended."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.config.errors import ConfigError
from infra.config.load import load_stack, load_tier, load_values, stack_tier
from infra.config.platform import TIERS
from tests.infra.projects import project, tier_text

APPROVAL = "{resource: 'a:b:c::d', action: delete, by: ann, reason: moved away, until: %s}"


def prod(*lines: str, tier: str = "starter") -> str:
    return "\n".join(["config:", f"  sayar:tier: {tier}", *(f"  {line}" for line in lines), ""])


def problems(folder: Path, stack: str = "prod", overrides: Sequence[str] = ()) -> list[str]:
    """One text a problem; a refusal leaves the folder as it was."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ConfigError) as caught:
        load_stack(folder, stack, overrides=overrides)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    return [str(problem) for problem in caught.value.problems]


def only(folder: Path, **more: Any) -> str:
    (line,) = problems(folder, **more)
    return line


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("sayar:egde: {}", "sayar:egde"),
        ("sayar:edge: {dsn: {}}", "sayar:edge.dsn"),
        ("sayar:edge: {dns: {caa: {isue: []}}}", "sayar:edge.dns.caa.isue"),
        ("sayar:platform: {name: x}", "sayar:platform.name"),
        ("sayar:accounts: {aws: x}", "sayar:accounts.aws"),
        ("sayar:cache: {store: {kind: none, size: 3}}", "sayar:cache.store.size"),
        ("sayar:budget: {monthly_usd: 5, owner: ann, currency: EUR}", "sayar:budget.currency"),
        ("aws:region: eu-west-1", "aws:region"),
        # The engine's YAML would merge, ours does not: so the key is refused.
        ("sayar:edge: {dns: {caa: {<<: {report: 'off'}}}}", "sayar:edge.dns.caa.<<"),
    ],
)
def test_an_unknown_key_is_refused_on_every_level_by_its_path(tmp_path: Path, line: str, path: str) -> None:
    assert only(project(tmp_path, prod=prod(line))).startswith(f"Pulumi.prod.yaml: {path}: unknown key")


@pytest.mark.parametrize(
    ("line", "path", "value"),
    [
        ("sayar:edge: 3", "sayar:edge", "3"),
        ("sayar:edge:", "sayar:edge", "missing"),
        ("sayar:edge: {dns: [a]}", "sayar:edge.dns", '["a"]'),
        ("sayar:edge: {dns: {ttl_s: fast}}", "sayar:edge.dns.ttl_s", '"fast"'),
        ("sayar:edge: {dns: {ttl_s: '300'}}", "sayar:edge.dns.ttl_s", '"300"'),
        ("sayar:edge: {dns: {ttl_s: 300.5}}", "sayar:edge.dns.ttl_s", "300.5"),
        ("sayar:edge: {dns: {ttl_s: true}}", "sayar:edge.dns.ttl_s", "true"),
        ("sayar:edge: {dns: {dnssec: true}}", "sayar:edge.dns.dnssec", "true"),
        ("sayar:edge: {alerts: {}}", "sayar:edge.alerts", "{}"),
        ("sayar:edge: {mode: null}", "sayar:edge.mode", "null"),
        ("sayar:platform: {domain: Sayar.Example}", "sayar:platform.domain", '"Sayar.Example"'),
        ("sayar:accounts: {cloudflare: abc}", "sayar:accounts.cloudflare", '"abc"'),
        ("sayar:budget: {monthly_usd: 0, owner: ann}", "sayar:budget.monthly_usd", "0"),
    ],
)
def test_a_value_of_another_type_is_refused_with_path_and_value(
    tmp_path: Path, line: str, path: str, value: str
) -> None:
    assert only(project(tmp_path, prod=prod(line))).startswith(f"Pulumi.prod.yaml: {path}: {value}: ")


@pytest.mark.parametrize(
    ("item", "says"),
    [("name: us-east, role: boss", 'role: "boss": '), ("name: us-east, role: primary, zone: a", "zone: unknown key")],
)
def test_one_wrong_item_of_a_list_is_one_problem_and_not_also_a_list_that_is_too_short(
    tmp_path: Path, item: str, says: str
) -> None:
    line = only(project(tmp_path, prod=prod(f"sayar:network: {{regions: [{{{item}}}]}}")))
    assert line.startswith(f"Pulumi.prod.yaml: sayar:network.regions[0].{says}")


@pytest.mark.parametrize(
    ("line", "path", "allowed"),
    [
        ("sayar:database: {engine: {compute: large}}", "sayar:database.engine.compute", "nano"),
        ("sayar:hosting: {railway: {services: {api: {vcpu: 9}}}}", "sayar:hosting.railway.services.api.vcpu", "most"),
        ("sayar:hosting: {vercel: {seats: 2}}", "sayar:hosting.vercel.seats", "most 1"),
        ("sayar:edge: {settings: {polish: lossy}}", "sayar:edge.settings.polish", "plan free"),
    ],
)
def test_what_the_plan_does_not_sell_is_refused_before_the_vendor_could(
    tmp_path: Path, line: str, path: str, allowed: str
) -> None:
    found = only(project(tmp_path, prod=prod(line)))
    assert found.startswith(f"Pulumi.prod.yaml: {path}: ")
    assert allowed in found
    assert "20" in found.rpartition("(")[2], "a limit of a vendor carries its date"


def test_all_problems_come_at_once_in_the_order_of_the_concerns_and_not_of_the_file(tmp_path: Path) -> None:
    text = prod(
        "sayar:budget: {monthly_usd: -1, owner: ann}",
        "sayar:security: {compliance: {evidence_months: -1}}",
        "sayar:database: {engine: {compute: large}}",
        "sayar:edge: {dns: {ttl_s: x}, mode: fast}",
        "sayar:platform: {domain: x}",
    )
    assert [line.split(": ")[1] for line in problems(project(tmp_path, prod=text))] == [
        "sayar:platform.domain",
        "sayar:edge.mode",
        "sayar:edge.dns.ttl_s",
        "sayar:database.engine.compute",
        "sayar:security.compliance.evidence_months",
        "sayar:budget.monthly_usd",
    ]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"config:\n  sayar:tier: [a\n", "line 3"),
        (b"config:\n\tsayar:tier: starter\n", "line 2"),
        (b"config: {}\n---\nconfig: {}\n", "line 2"),
        (prod("sayar:edge: &a {dns: *a}").encode(), "line 3"),
        (prod("sayar:edge: {dns: {ttl_s: 300, ttl_s: 400}}").encode(), "line 3"),
        (prod("sayar:edge: {}", "sayar:edge: {}").encode(), "line 4"),
        (prod("sayar:edge: {dns: {ttl_s: 0300}}").encode(), "line 3"),
        (prod(f"sayar:approvals: [{APPROVAL % '2026-11-24'}]").encode(), "line 3"),
        (prod().encode("utf-16"), "byte 0"),
        (prod("sayar:budget: {monthly_usd: 5, owner: Jörg}").encode("latin-1"), "byte 71"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem_with_its_place(tmp_path: Path, content: bytes, place: str) -> None:
    line = only(project(tmp_path, prod=content))
    assert line.startswith(f"Pulumi.prod.yaml: {place}: ")
    assert "\n" not in line


@pytest.mark.parametrize("value", ["!!str 300", "!!int 300", "!!binary aGk=", "!!set {a}"])
def test_a_tag_is_refused_because_the_engine_would_follow_it_and_the_offline_reader_does_not(
    tmp_path: Path, value: str
) -> None:
    assert only(project(tmp_path, prod=prod(f"sayar:edge: {{dns: {{ttl_s: {value}}}}}"))).startswith(
        "Pulumi.prod.yaml: "
    )


@pytest.mark.parametrize("value", ["1e999", "-1e999", ".inf", ".nan"])
def test_a_number_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    assert only(project(tmp_path, prod=prod(f"sayar:budget: {{monthly_usd: {value}, owner: ann}}")))


@pytest.mark.parametrize("date", ["2026-13-01", "2026-00-10", "2026-02-30", "2026-11-31", "26-11-24", "2026-11-24T00"])
def test_a_date_that_is_not_in_the_calendar_is_refused(tmp_path: Path, date: str) -> None:
    line = only(project(tmp_path, prod=prod(f"sayar:approvals: [{APPROVAL % repr(date)}]")))
    assert line.startswith("Pulumi.prod.yaml: sayar:approvals[0].until: ")


@pytest.mark.parametrize("line", ['"sayar:a\\nb": 1', 'sayar:edge: {"a\\nb": 1}', 'sayar:edge: {mode: "a\\nb"}'])
def test_a_line_break_in_a_key_or_value_does_not_make_two_lines_of_one_problem(tmp_path: Path, line: str) -> None:
    assert "\n" not in only(project(tmp_path, prod=prod(line)))


def test_what_is_quoted_keeps_its_text(tmp_path: Path) -> None:
    found = load_stack(project(tmp_path, prod=prod(f"sayar:approvals: [{APPROVAL % repr('2026-11-24')}]")), "prod")
    assert found.environment.approvals[0].until == "2026-11-24"


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert load_stack(project(tmp_path, prod=prod().encode("utf-8-sig")), "prod").platform.tier == "starter"


def test_an_alias_stands_for_what_its_anchor_holds(tmp_path: Path) -> None:
    text = prod("sayar:edge: {dns: {caa: {issue: &one [pki.goog], issue_wild: *one}}}")
    caa = load_stack(project(tmp_path, prod=text), "prod").platform.edge.dns.caa
    assert caa.issue == caa.issue_wild == ("pki.goog",)


def test_a_leaf_of_the_environment_wins_and_its_neighbours_keep_what_the_tier_says(tmp_path: Path) -> None:
    folder = project(tmp_path, prod=prod("sayar:edge: {dns: {ttl_s: 60}}", "sayar:platform: {domain: shop.dev}"))
    mine, plain = load_stack(folder, "prod").platform, load_tier(folder, "starter").platform
    assert (mine.edge.dns.ttl_s, plain.edge.dns.ttl_s) == (60, 300)
    assert mine.edge.dns.caa == plain.edge.dns.caa
    assert (mine.platform.domain, mine.platform.hosts) == ("shop.dev", plain.platform.hosts)


def test_a_problem_names_the_file_that_said_the_value(tmp_path: Path) -> None:
    starter = tier_text("starter").replace("ttl_s: 300", "ttl_s: fast", 1)
    folder = project(tmp_path, starter=starter, prod=prod("sayar:edge: {mode: fast}"))
    assert [line.split(": ")[0] for line in problems(folder)] == ["Pulumi.prod.yaml", "Pulumi.starter.yaml"]
    folder = project(tmp_path, starter=starter, prod=prod("sayar:edge: {dns: {ttl_s: 60}}"))
    assert load_stack(folder, "prod").platform.edge.dns.ttl_s == 60, "a mended leaf heals what lies under it"


def test_a_problem_of_the_shared_values_names_the_project_file(tmp_path: Path) -> None:
    path = project(tmp_path) / "Pulumi.yaml"
    path.write_text(path.read_text().replace("domain: sayar.example", "domain: nowhere"))
    assert only(tmp_path, stack="starter").startswith("Pulumi.yaml: sayar:platform.domain: ")


def test_a_stack_named_after_a_tier_is_that_tier_with_the_example_domain(tmp_path: Path) -> None:
    folder = project(tmp_path)
    for tier in TIERS:
        found = load_stack(folder, tier)
        assert (found.stack, found.platform.tier) == (tier, tier)
        assert found.platform.platform.is_example


def test_a_tier_file_that_names_another_tier_is_refused(tmp_path: Path) -> None:
    line = only(project(tmp_path, starter=prod(tier="growth")), stack="starter")
    assert line == 'Pulumi.starter.yaml: sayar:tier: "growth": starter: the file is that tier\'s own'


def test_a_tier_file_does_not_say_what_belongs_to_an_environment(tmp_path: Path) -> None:
    folder = project(tmp_path, starter=tier_text("starter") + "  sayar:platform: {domain: shop.dev}\n")
    assert only(folder, stack="starter").startswith("Pulumi.starter.yaml: sayar:platform: unknown key")


@pytest.mark.parametrize("text", ["config: {}\n", "", "config:\n  sayar:tier: 3\n", "config:\n  sayar:tier: huge\n"])
def test_a_stack_that_names_no_tier_is_refused(tmp_path: Path, text: str) -> None:
    line = only(project(tmp_path, prod=text))
    assert line.startswith("Pulumi.prod.yaml: sayar:tier: ")
    assert line.endswith("one of starter, growth, scale, enterprise")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path)
    assert only(folder).startswith("Pulumi.prod.yaml: ")
    (folder / "Pulumi.growth.yaml").unlink()
    assert only(folder, stack="growth").startswith("Pulumi.growth.yaml: ")
    (folder / "Pulumi.yaml").unlink()
    assert only(folder, stack="starter").startswith("Pulumi.yaml: ")


@pytest.mark.parametrize("name", ["", "../prod", "a/b", "a b", "a" * 101, "prod\n"])
def test_a_stack_name_that_the_engine_would_not_take_is_refused_before_a_file_is_looked_for(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(ConfigError, match=r"^stack: "):
        stack_tier(project(tmp_path), name)


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("edge.dns.ttl_s", "--set: "),
        ("=1", "--set: "),
        ("edge..mode=x", "--set: "),
        ("tier=growth", "--set: tier: "),
        ("clients=[]", "--set: clients: "),
        ("edge.dns.ttl_s=012", "--set: edge.dns.ttl_s: "),
        ("edge.dns.ttl_s=[1", "--set: edge.dns.ttl_s: "),
        ("edge.dns.ttl_s=soon", "--set: sayar:edge.dns.ttl_s: "),
        ("edge.dns.tll_s=60", "--set: sayar:edge.dns.tll_s: unknown key"),
        ("database.engine.compute=large", "--set: sayar:database.engine.compute: "),
    ],
)
def test_a_what_if_that_makes_no_sense_is_refused_as_one(tmp_path: Path, override: str, says: str) -> None:
    assert only(project(tmp_path), stack="starter", overrides=[override]).startswith(says)


def test_what_ifs_lie_over_all_files_and_the_last_one_wins(tmp_path: Path) -> None:
    folder = project(tmp_path, prod=prod("sayar:edge: {dns: {ttl_s: 60}}"))
    asked = ["edge.dns.ttl_s=90", "sayar:edge.dns.ttl_s=120", "platform.domain=shop.dev"]
    platform = load_stack(folder, "prod", overrides=asked).platform
    assert (platform.edge.dns.ttl_s, platform.platform.domain) == (120, "shop.dev")


@pytest.mark.parametrize("stack", [*TIERS, "prod"])
def test_the_engines_way_and_the_offline_way_give_the_same_stack(tmp_path: Path, stack: str) -> None:
    text = prod("sayar:edge: {dns: {ttl_s: 60}}", "sayar:budget: {monthly_usd: 80, owner: ann}", tier="growth")
    folder = project(tmp_path, prod=text)
    # The engine hands over what a YAML reader of its own found, keys without their namespace taken off.
    read = yaml.safe_load((folder / f"Pulumi.{stack}.yaml").read_text())["config"]
    values = {key.removeprefix("sayar:"): value for key, value in read.items()}
    assert load_values(folder, stack, values) == load_stack(folder, stack)


@pytest.mark.parametrize("values", [{}, {"tier": 3}, {"tier": "huge"}, {"tier": "starter", "egde": {}}])
def test_the_engines_way_refuses_what_the_offline_way_refuses(tmp_path: Path, values: dict[str, Any]) -> None:
    text = yaml.safe_dump({"config": {f"sayar:{key}": value for key, value in values.items()}})
    folder = project(tmp_path, prod=text)
    with pytest.raises(ConfigError) as caught:
        load_values(folder, "prod", values)
    assert [problem.path for problem in caught.value.problems] == [problems(folder)[0].split(": ")[1]]


def test_a_stack_with_the_name_of_another_tier_is_refused_by_the_engines_way_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Pulumi\.growth\.yaml: sayar:tier: "):
        load_values(project(tmp_path), "growth", {"tier": "starter"})
