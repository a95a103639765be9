"""`sayar init`: a file that was not there before, its backend and its stack; or a line for whatever is in the way."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.config.load import load_stack
from tests.cli.ran import Ran, sayar
from tests.fakes.supabase.fake import SupabaseFake
from tests.infra.projects import project, tier_text
from tests.preflight.answered import GOOD
from tests.support.fake_engine import calls, fake_engine

CANARY = "canary-4711"
SALT = "open('Pulumi.prod.yaml', 'a').write('encryptionsalt: v1:abc\\n') if args[0] == 'stack' else None"
PHRASE = {"backend": "gs://state", "secrets_provider": "passphrase"}
Fake = Callable[[str], Callable[[], list[str]]]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tests' own environment says of engines and tokens is not theirs; nobody sits at a terminal."""
    for name in list(os.environ):
        if name.startswith(("PULUMI_", "RAILWAY_", "SUPABASE_", "CLOUDFLARE_", "VERCEL_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SAYAR_ENGINE", "/nowhere/pulumi")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project without any environment."""
    (tmp_path / "project").mkdir()
    return project(tmp_path / "project")


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Puts a program in the engine's place; what it was called with comes into the list later."""
    (tmp_path / "engine").mkdir()

    def make(program: str) -> Callable[[], list[str]]:
        engine = fake_engine(tmp_path / "engine", program)
        monkeypatch.setenv("SAYAR_ENGINE", str(engine.pulumi))
        return lambda: [line.partition(" --non-interactive")[0] for line in calls(engine)]

    return make


def flags(**changes: str | None) -> list[str]:
    """Every flag; None leaves one out."""
    wanted = {**GOOD, **changes}
    return [part for key, text in wanted.items() if text is not None for part in (f"--{key.replace('_', '-')}", text)]


def init(folder: Path, *more: str, name: str = "prod", **changes: str | None) -> Ran:
    return sayar("init", name, *flags(**changes), *more, folder=folder)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def at_terminal(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))


def test_the_file_is_written_and_then_the_engine_logs_in_and_makes_the_stack(folder: Path, fake: Fake) -> None:
    called, before = fake(SALT), files(folder)
    found = init(folder)
    assert (found.code, found.out) == (0, "")
    assert called() == [
        "login s3://state-of-sayar?region=eu-west-1",
        "stack init --stack prod --no-select --secrets-provider awskms://alias/sayar?region=eu-west-1",
    ]
    assert load_stack(folder, "prod").platform.platform.domain == "sayar-shop.dev"
    text = (folder / "Pulumi.prod.yaml").read_text()
    assert text.splitlines()[-2:] == [
        'secretsprovider: "awskms://alias/sayar?region=eu-west-1"',
        "encryptionsalt: v1:abc",
    ]
    assert [line.split(":")[0] for line in found.err.splitlines()] == [
        *["token"] * 4,
        "note",
        "written",
        "done",
        "done",
        "next",
    ]
    assert [name for name in files(folder) if name not in before] == ["Pulumi.prod.yaml"]


def test_the_forecast_reads_the_new_file(folder: Path) -> None:
    assert init(folder, "--no-engine").code == 0
    found = sayar("plan", "--from", "starter", "--to", "growth", "--stack", "prod", folder=folder)
    assert (found.code, found.err) == (4, "")


def test_without_the_engine_only_the_file_is_written_and_the_commands_are_told(folder: Path) -> None:
    found = init(folder, "--no-engine", "--quiet", **PHRASE)
    assert (found.code, found.out, found.err) == (0, "", "")
    again = init(folder, "--no-engine", name="stage", **PHRASE)
    assert again.err.splitlines()[-4:] == [
        f"written: {folder / 'Pulumi.stage.yaml'}",
        "next: pulumi login gs://state",
        "next: pulumi stack init stage --secrets-provider passphrase",
        "next: sayar preview --stack stage, then sayar up --stack stage",
    ]


def test_without_a_terminal_every_missing_flag_is_a_line(folder: Path) -> None:
    found = sayar("init", "prod", "--no-engine", folder=folder)
    assert (found.code, found.out) == (2, "")
    lines = found.err.splitlines()
    assert len(lines) == 8
    assert all(line.startswith("--") and ": missing: " in line for line in lines)
    assert "Pulumi.prod.yaml" not in files(folder)


def test_bad_values_are_a_line_each_and_all_at_once(folder: Path) -> None:
    bad = {
        "tier": "premium",
        "domain": "sayar.example",
        "web_host": "api",
        "railway_workspace": "x",
        "backend": "ftp://x",
    }
    found = init(folder, "--no-engine", **bad)
    assert (found.code, found.out) == (2, "")
    assert [line.split(":")[0] for line in found.err.splitlines()] == [
        "--tier",
        "--domain",
        "--web-host",
        "--railway-workspace",
        "--backend",
    ]
    assert "Pulumi.prod.yaml" not in files(folder)


@pytest.mark.parametrize("name", ["starter", "Growth", "../prod", "acme/prod", "a b", ""])
def test_a_name_that_is_no_environments_is_one_line(folder: Path, name: str) -> None:
    before = files(folder)
    found = init(folder, "--no-engine", name=name)
    assert (found.code, len(found.err.splitlines()), files(folder)) == (2, 1, before)


@pytest.mark.parametrize("kind", ["file", "folder", "dangling"])
def test_what_is_there_is_never_overwritten(folder: Path, fake: Fake, kind: str) -> None:
    called = fake(SALT)
    path = folder / "Pulumi.prod.yaml"
    if kind == "file":
        path.write_text("mine")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(folder / "nowhere")
    before = files(folder)
    # Before anything else is looked at: nobody answers fifteen questions for nothing.
    found = sayar("init", "prod", folder=folder)
    assert (found.code, found.out, called(), files(folder)) == (2, "", [], before)
    assert found.err == f"{path}: is there already, and nothing is ever overwritten: nothing was written\n"
    assert kind != "file" or path.read_text() == "mine"


def test_a_file_that_comes_in_the_meantime_is_not_overwritten_either(
    folder: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = fake(SALT)
    link = os.link

    def late(source: Path, target: Path, **options: bool) -> None:
        Path(target).write_text("theirs")
        link(source, target, **options)

    monkeypatch.setattr(os, "link", late)
    found = init(folder)
    assert (found.code, called(), (folder / "Pulumi.prod.yaml").read_text()) == (2, [], "theirs")
    assert found.err.splitlines()[-1].endswith(": nothing was written")
    assert not [name for name in files(folder) if name.startswith(".")]


def test_a_folder_that_cannot_be_written_to_is_one_line(
    folder: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = fake(SALT)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, mode: not (Path(path) == folder and mode & os.W_OK))
        early = sayar("init", "prod", folder=folder)
    assert (early.code, early.err) == (2, f"{folder}: a folder that can be written to\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        late = init(folder, "--quiet")
    assert late.code == 0, "links that are forbidden are no links: the file is written without"
    (folder / "Pulumi.prod.yaml").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        late = init(folder, "--quiet")
    assert (late.code, late.err) == (2, f"{folder / 'Pulumi.prod.yaml'}: Permission denied: nothing was written\n")
    assert len(called()) == 2
    assert "Pulumi.prod.yaml" not in files(folder)


def test_a_folder_without_a_project_and_a_tier_file_that_is_refused_are_told_before_anything_is_written(
    tmp_path: Path,
) -> None:
    empty, broken = tmp_path / "empty", tmp_path / "broken"
    empty.mkdir()
    broken.mkdir()
    found = init(empty, "--no-engine")
    assert (found.code, files(empty)) == (2, [])
    assert found.err.startswith("Pulumi.yaml: ")
    project(broken, starter=tier_text("starter").replace("ttl_s: 300", "ttl_s: fast"))
    found = init(broken, "--no-engine")
    assert (found.code, "Pulumi.prod.yaml" in files(broken)) == (2, False)
    assert found.err.startswith("Pulumi.starter.yaml: sayar:edge.dns.ttl_s: ")
    assert init(broken, "--no-engine", tier="growth").code == 0


def test_a_file_that_the_program_would_refuse_is_never_put_in_place(folder: Path, fake: Fake) -> None:
    called, before = fake(SALT), files(folder)
    found = init(folder, tier="growth", vercel_team="none")
    assert (found.code, found.out, called(), files(folder)) == (2, "", [], before)
    assert found.err == ("Pulumi.prod.yaml: sayar:accounts.vercel_team: null: the team that plan pro was bought for\n")
    assert init(folder, vercel_team="none").code == 0


def test_a_missing_engine_is_code_6_before_anything_is_asked_or_written(folder: Path) -> None:
    found = sayar("init", "prod", folder=folder)
    assert (found.code, found.out, len(found.err.splitlines())) == (6, "", 1)
    assert "--no-engine writes the file only" in found.err
    assert "Pulumi.prod.yaml" not in files(folder)


def test_a_missing_passphrase_is_told_before_anything_is_written_and_never_asked_for(
    folder: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = fake(SALT)
    found = init(folder, **PHRASE)
    assert (found.code, len(found.err.splitlines()), called()) == (2, 1, [])
    assert found.err.startswith("PULUMI_CONFIG_PASSPHRASE: missing: ")
    assert "Pulumi.prod.yaml" not in files(folder)
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", CANARY)
    found = init(folder, **PHRASE)
    assert found.code == 0
    assert CANARY not in found.err + (folder / "Pulumi.prod.yaml").read_text()


def test_tokens_are_told_by_name_and_their_values_are_nowhere(
    folder: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = fake(SALT)
    for name in ("SUPABASE_ACCESS_TOKEN", "PULUMI_ACCESS_TOKEN"):
        monkeypatch.setenv(name, CANARY)
    with SupabaseFake() as supabase:
        monkeypatch.setenv("SUPABASE_API_URL", supabase.url)
        found = init(folder, "--yes")
    assert found.err.splitlines()[:4] == [
        "token: CLOUDFLARE_API_TOKEN is missing",
        "token: RAILWAY_API_TOKEN or RAILWAY_TOKEN is missing",
        "token: SUPABASE_ACCESS_TOKEN is not good: Supabase refused the token in SUPABASE_ACCESS_TOKEN",
        "token: VERCEL_API_TOKEN is missing",
    ]
    everything = found.out + found.err + (folder / "Pulumi.prod.yaml").read_text() + "".join(called())
    assert CANARY not in everything


def test_a_token_given_as_an_account_or_inside_a_url_is_not_repeated(folder: Path) -> None:
    found = init(folder, "--no-engine", cloudflare_account=CANARY, backend=f"s3://key:{CANARY}@bucket")
    assert (found.code, len(found.err.splitlines())) == (2, 2)
    assert CANARY not in found.err


def test_a_file_backend_is_said_to_be_for_trials(folder: Path, tmp_path: Path) -> None:
    found = init(folder, "--no-engine", backend=f"file://{tmp_path}", secrets_provider="passphrase")
    assert (found.code, found.err.count("warning: a file:// backend is for trials")) == (0, 1)
    assert "for trials" in (folder / "Pulumi.prod.yaml").read_text()


@pytest.mark.parametrize("step", ["login", "stack"])
def test_an_engine_that_fails_leaves_the_file_and_says_how_to_go_on(folder: Path, fake: Fake, step: str) -> None:
    fake(f"if args[0] == {step!r}: sys.exit('error: the backend said no')")
    found = init(folder, "--quiet")
    assert (found.code, found.out) == (6, "")
    lines = found.err.splitlines()
    assert lines[0].startswith("done: Pulumi.prod.yaml is written")
    assert "error: the backend said no" in lines
    assert [line for line in lines if line.startswith("go on with: ")] == lines[3:]
    assert len(lines) == (5 if step == "login" else 4)
    assert load_stack(folder, "prod").platform.tier == "starter"


def test_an_engine_that_spoils_the_file_is_noticed(folder: Path, fake: Fake) -> None:
    fake("open('Pulumi.prod.yaml', 'a').write('config: {}\\n') if args[0] == 'stack' else None")
    found = init(folder, "--quiet")
    assert found.code == 6
    assert found.err.splitlines()[0] == "the stack prod is made, but its file is refused since:"
    assert found.err.splitlines()[1].startswith("Pulumi.prod.yaml: ")


def test_a_person_is_asked_for_what_has_no_flag_until_each_answer_will_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ("", "Shop.Dev", " sayar-shop.dev ", "", "api", "hooks", "", "", "y")
    at_terminal(monkeypatch, *answers)
    asked = ("tier", "domain", "api_host", "webhook_host", "feed_host", "web_host")
    found = init(folder, "--no-engine", **dict.fromkeys(asked))
    assert (found.code, found.out) == (0, "")
    assert found.err.count("Error: ") == 2
    assert "Mail address" not in found.err, "what has a flag is not asked for"
    assert "Write this file?" in found.err
    assert load_stack(folder, "prod").platform.platform.fqdn("web") == "app.sayar-shop.dev"


def test_a_person_sees_the_file_first_and_no_leaves_everything_as_it_was(
    folder: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = fake(SALT)
    before = files(folder)
    for answers, code in ((("n",), 2), ((), 130)):
        at_terminal(monkeypatch, *answers)
        found = init(folder)
        assert (found.code, called(), files(folder)) == (code, [], before)
        assert '    domain: "sayar-shop.dev"' in found.err
        assert "log in to s3://state-of-sayar?region=eu-west-1 and make the stack prod?" in found.err
    at_terminal(monkeypatch)
    assert init(folder, "--yes").code == 0, "--yes asks nothing"


def test_a_wrong_flag_is_refused_before_the_first_question(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_terminal(monkeypatch)
    found = sayar("init", "prod", "--no-engine", "--web-host", "A", "--tier", "x", folder=folder)
    assert (found.code, [line.split(":")[0] for line in found.err.splitlines()]) == (2, ["--tier", "--web-host"])


def test_a_person_who_has_no_passphrase_may_choose_another_provider(
    folder: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = fake(SALT)
    at_terminal(monkeypatch, "passphrase", "gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k", "y")
    found = init(folder, secrets_provider=None)
    assert found.code == 0
    assert "Error: PULUMI_CONFIG_PASSPHRASE: missing: " in found.err
    assert called()[1].endswith("--secrets-provider gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k")


def test_help_names_every_flag_and_needs_no_project(tmp_path: Path) -> None:
    found = sayar("init", "--help", folder=None)
    assert (found.code, found.err) == (0, "")
    for flag in flags()[::2]:
        assert f"  {flag} " in found.out
    assert sayar("init", folder=None).code == 2
