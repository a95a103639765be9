"""The rows that come with the tool about what changes do to users: whole, honest, and spelled as the SDKs spell it."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from providers.railway.plugin import KINDS as RAILWAY
from providers.supabase.plugin import KINDS as SUPABASE
from sayar.facts.replacement import load_facts
from sayar.impact.catalogue import FOLDER, load_catalogue, packages, problems
from sayar.impact.catalogue_file import ANY_TYPE, Entry
from sayar.impact.rows import FactRow
from sayar.platform import platform_graph

ROOT = Path(__file__).resolve().parents[2]
BUILT = ("starter", "growth", "scale", "enterprise")
SDKS = {
    "aws": "pulumi_aws",
    "cloudflare": "pulumi_cloudflare",
    "vercel": "pulumiverse_vercel",
    "random": "pulumi_random",
    "tls": "pulumi_tls",
}
MAKES_NOTHING_NEW = ("create", "update")


def entries() -> list[Entry]:
    found = [load_catalogue().package(name) for name in packages()]
    return [entry for one in found if one for entry in one.entries]


def whole(row: FactRow) -> bool:
    """True if the row is about every update of the type."""
    return row.op == "update" and row.pattern is None and row.members == "one" and not row.when.comparisons


# ---- Whole


def test_every_file_can_be_used() -> None:
    assert problems() == ()


@pytest.mark.parametrize("tier", BUILT)
def test_every_update_of_a_type_of_the_platform_has_an_answer_or_a_reason_for_none(tier: str) -> None:
    types = {resource.type for resource in platform_graph(tier, config_dir=ROOT, stack="prod").graph.resources}
    facts = load_catalogue()
    silent = {one for one in types if not any(map(whole, facts.rows([one]))) and facts.unknown(one) is None}
    assert silent == set()


def test_every_type_that_the_own_providers_serve_has_an_answer_or_a_reason_for_none() -> None:
    # A tier may come to use a kind that none uses today.
    facts = load_catalogue()
    types = {kind.token for kind in (*RAILWAY, *SUPABASE)}
    assert {one for one in types if not any(map(whole, facts.rows([one]))) and facts.unknown(one) is None} == set()


def test_nothing_is_unknown_on_purpose_that_a_row_answers() -> None:
    found = [load_catalogue().package(name) for name in packages()]
    named = [type_ for one in found if one for file in one.files for type_ in file.unknown]
    answered = [one for one in named if not one.endswith(ANY_TYPE) and any(map(whole, load_catalogue().rows([one])))]
    assert answered == []


# ---- Honest


def test_no_row_softens_the_loss_of_what_a_resource_holds() -> None:
    # Deleting or replacing a stateful resource has no row, so it is `data_loss`. What is refused anyhow may say so.
    facts = load_facts()
    soft = [
        (entry.where, entry.fact.op)
        for entry in entries()
        if entry.fact.op not in MAKES_NOTHING_NEW
        and entry.fact.effect not in ("blocked", "data_loss")
        and not entry.type.endswith(ANY_TYPE)
        and facts.stateful(entry.type)
    ]
    assert soft == []


@pytest.mark.parametrize("pattern", sorted({entry.type for entry in entries() if entry.type.endswith(ANY_TYPE)}))
def test_a_pattern_covers_no_deletion_of_what_may_hold_something(pattern: str) -> None:
    ops = {entry.fact.op for entry in entries() if entry.type == pattern}
    # Providers and components hold nothing themselves; of all other packages somebody may add a type that does.
    assert ops == {"update"} or pattern in ("pulumi:providers:*", "sayar:*")


def test_every_row_has_source_and_date_and_names_no_urn() -> None:
    for entry in entries():
        assert re.fullmatch(r".{12,}, \d{4}-\d{2}-\d{2}", entry.fact.source), entry.where
        # A row by URN would be more specific than every row of a services file about a type.
        assert entry.fact.match.urn is None
        assert entry.fact.match.name is None


def test_what_its_source_calls_an_assumption_is_assumed() -> None:
    words = re.compile(r"assumption|no word on|no duration")
    origins = [(entry.where, entry.origin) for entry in entries()]
    origins += [(name, timing.origin) for name, timing in load_catalogue().timings().items()]
    assert [name for name, one in origins if words.search(one.source) and one.confidence != "assumed"] == []


def test_a_row_is_as_sure_as_the_timings_that_it_uses() -> None:
    order = ("assumed", "documented", "measured")
    timings = load_catalogue().timings()
    for entry in entries():
        texts = [text for text in (entry.fact.typical_s, entry.fact.worst_s) if isinstance(text, str)]
        used = {name for text in texts for name in re.findall(r"[a-z]\w+", text)} - {"max", "min"}
        least = min((order.index(timings[name].origin.confidence) for name in used), default=2)
        assert order.index(entry.fact.confidence) <= least, (entry.where, used)


def test_every_timing_is_used_by_a_row_or_kept_for_events() -> None:
    # What no resource change expresses: an upgrade in place, and a pool that fails.
    kept = {"db_gb", "db_copy_s_per_gb", "detection_s"}
    texts = [f"{entry.fact.typical_s} {entry.fact.worst_s}" for entry in entries()]
    used = {name for text in texts for name in re.findall(r"[a-z]\w+", text)}
    assert set(load_catalogue().timings()) - used == kept


def test_every_file_says_in_its_first_line_what_it_is_about() -> None:
    for path in FOLDER.rglob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


# ---- Spelled as the SDKs spell it


@cache
def text_of(package: str, type_: str) -> str:
    """The SDK's source text about a type. Read, not imported: an SDK takes seconds to import."""
    found = find_spec(SDKS[package])
    assert found is not None
    assert found.origin is not None
    module = type_.split(":")[1].split("/")[0]
    folder = Path(found.origin).parent / ("" if module == "index" else module)
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    return next((text for text in texts if f"'{type_}'" in text), "")


def spoken_of(entry: Entry) -> set[str]:
    """The properties that a row names: its own, and those of its condition and window."""
    paths = [entry.fact.property, *re.findall(r"(?:old|new)\.([\w.\[\]]+)", f"{entry.fact.when} {entry.fact.window}")]
    return {re.split(r"[.\[]", path)[0] for path in paths if path}


FOREIGN = sorted({entry.type for entry in entries() if entry.type.split(":")[0] in SDKS and ANY_TYPE not in entry.type})


@pytest.mark.parametrize("package", SDKS)
def test_every_type_and_property_of_a_row_is_one_of_the_sdk(package: str) -> None:
    # A misspelled property would be a row that never applies, and the change would stay unknown.
    for type_ in (one for one in FOREIGN if one.startswith(f"{package}:")):
        getters = re.findall(
            r'@pulumi\.getter(?:\(name="(\w+)"\))?\s.*?def (\w+)\(', text_of(package, type_), re.DOTALL
        )
        names = {wire or plain for wire, plain in getters}
        assert names, type_
        used = {name for entry in entries() if entry.type == type_ for name in spoken_of(entry)}
        assert used <= names, type_


def test_every_property_of_an_own_provider_is_an_input_of_its_kind() -> None:
    inputs = {
        kind.token: {field.alias or name for name, field in kind.arguments.model_fields.items()}
        for kind in (*RAILWAY, *SUPABASE)
    }
    seen = 0
    for entry in entries():
        if entry.type in inputs:
            seen += 1
            assert spoken_of(entry) <= inputs[entry.type], entry.where
    assert seen
