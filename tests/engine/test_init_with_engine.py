"""`sayar init` with the real engine: a file backend and a passphrase, and a cloud key that a stand-in holds."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from infra.config.load import load_stack
from sayar.engine.process import Engine
from sayar.preflight.environment_file import environment_text
from tests.cli.ran import Ran, sayar
from tests.infra.projects import project
from tests.preflight.answered import GOOD, answers

pytestmark = pytest.mark.engine

CANARY = "canary-4711"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose engine keeps its login and its state below the folder of the test."""
    for name in ("project", "state", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PULUMI_BACKEND_URL", raising=False)
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE_FILE", raising=False)
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", CANARY)
    return project(tmp_path / "project")


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A key of a vault that only turns its texts into others and back."""

    class Transit(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if "plaintext" in asked:
                data = {"ciphertext": f"vault:v1:{turned(asked['plaintext'])}"}
            else:
                data = {"plaintext": turned(asked["ciphertext"].removeprefix("vault:v1:"))}
            answer = json.dumps({"data": data}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_POST(self) -> None:
            self.do_PUT()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Transit)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("VAULT_SERVER_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("VAULT_SERVER_TOKEN", CANARY)
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def turned(text: str) -> str:
    """Another text of the same bytes, from which this gives the first one back."""
    return base64.b64encode(base64.b64decode(text)[::-1]).decode()


def init(folder: Path, **changes: str) -> Ran:
    wanted = {**GOOD, "backend": (folder.parent / "state").as_uri(), "secrets_provider": "passphrase", **changes}
    flags = [part for key, text in wanted.items() for part in (f"--{key.replace('_', '-')}", text)]
    return sayar("init", "prod", "--yes", *flags, folder=folder)


def comments(text: str) -> list[str]:
    return [" ".join(line.partition("# ")[2].split()) for line in text.splitlines() if "# " in line]


def written(**changes: str) -> str:
    """The file as it was before the engine added to it."""
    return environment_text(answers(**changes))


def test_the_new_stack_has_comments_and_a_salt_and_both_programs_read_it(folder: Path, pulumi: Path) -> None:
    found = init(folder)
    assert (found.code, found.out) == (0, ""), found.err
    text = (folder / "Pulumi.prod.yaml").read_text()
    backend = (folder.parent / "state").as_uri()
    assert comments(text) == comments(written(backend=backend, secrets_provider="passphrase"))
    assert text.splitlines()[-1].startswith("encryptionsalt: v1:")
    assert CANARY not in text + found.err

    engine = Engine(pulumi, folder)
    shown = json.loads(engine.run("config", "--stack", "prod", "--json").stdout)
    assert json.loads(shown["sayar:platform"]["value"])["domain"] == "sayar-shop.dev"
    assert shown["sayar:tier"]["value"] == "starter"
    planned = sayar("plan", "--from", "starter", "--to", "growth", "--stack", "prod", folder=folder)
    assert (planned.code, planned.err) == (4, "")

    # What a person does next must find the file in order, and leave it so.
    assert engine.run("config", "set", "--stack", "prod", "--secret", "sayar:probe", CANARY).code == 0
    changed = (folder / "Pulumi.prod.yaml").read_text()
    assert CANARY not in changed
    assert comments(changed) == comments(text)


def test_a_second_time_nothing_is_touched(folder: Path, pulumi: Path) -> None:
    assert init(folder).code == 0
    path = folder / "Pulumi.prod.yaml"
    before = path.read_bytes()
    found = init(folder)
    assert (found.code, len(found.err.splitlines()), path.read_bytes()) == (2, 1, before)
    path.unlink()
    found = init(folder)
    assert found.code == 6
    assert "error: stack 'organization/sayar/prod' already exists" in found.err.splitlines()
    assert load_stack(folder, "prod").platform.tier == "starter", "the file that was written stays, and is sound"


def test_a_cloud_key_stands_in_the_file_once_and_beside_the_key_that_it_encrypted(
    folder: Path, pulumi: Path, vault: None
) -> None:
    found = init(folder, secrets_provider="hashivault://sayar")
    assert found.code == 0, found.err
    text = (folder / "Pulumi.prod.yaml").read_text()
    assert text.count("secretsprovider:") == text.count("encryptedkey:") == 1
    assert 'secretsprovider: "hashivault://sayar"' in text
    assert "encryptionsalt" not in text
    assert CANARY not in text + found.err
    assert load_stack(folder, "prod").platform.tier == "starter"


def test_a_key_that_is_out_of_reach_leaves_the_file_and_no_stack(
    folder: Path, pulumi: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULT_SERVER_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("VAULT_SERVER_TOKEN", CANARY)
    found = init(folder, secrets_provider="hashivault://sayar")
    assert (found.code, found.out) == (6, "")
    assert found.err.splitlines()[-1].startswith("go on with: ")
    assert "stack init prod --secrets-provider hashivault://sayar" in found.err.splitlines()[-1]
    assert CANARY not in found.err
    assert load_stack(folder, "prod").platform.tier == "starter"
    stacks = Engine(pulumi, folder).run("stack", "ls", "--json").stdout
    assert json.loads(stacks) == []
