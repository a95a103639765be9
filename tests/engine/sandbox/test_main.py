"""The provider as a process: how it starts, what it says and how it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

_START = [sys.executable, "-m", "sayar.engine.sandbox.main"]


def _environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], **more}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_its_port_serves_and_ends_without_a_word(tmp_path: Path, number: signal.Signals) -> None:
    environment = _environment(SAYAR_SANDBOX_WORLD=str(tmp_path / "world.json"))
    process = subprocess.Popen(
        [*_START, "random", "127.0.0.1:1"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    port = int(process.stdout.readline())
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        assert "random" in stub.GetSchema(provider_pb2.GetSchemaRequest(), timeout=20).schema
    process.send_signal(number)
    said, complained = process.communicate(timeout=20)
    assert (said, complained, process.returncode) == ("", "", 0)


@pytest.mark.parametrize(
    ("arguments", "more", "complaint"),
    [
        ([], {}, "usage: python -m sayar.engine.sandbox.main PACKAGE"),
        (["random"], {}, "sandbox: SAYAR_SANDBOX_WORLD is not set"),
        (
            ["random"],
            {"SAYAR_SANDBOX_WORLD": "w", "SAYAR_SANDBOX_OPTIONS": "fast"},
            "sandbox: SAYAR_SANDBOX_OPTIONS: fast",
        ),
    ],
)
def test_what_it_cannot_start_with_is_one_line_and_no_port(
    arguments: list[str], more: dict[str, str], complaint: str
) -> None:
    done = subprocess.run([*_START, *arguments], env=_environment(**more), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(complaint)
    assert done.stderr.count("\n") == 1


def test_the_stubs_are_imported_without_the_sdk_around_them_since_five_providers_start_for_a_preview() -> None:
    code = (
        "import sys\n"
        "from sayar.engine.sandbox.protocol import without_sdk\n"
        "without_sdk()\n"
        "import sayar.engine.sandbox.provider\n"
        "print([name for name in sys.modules if name.startswith('pulumi.') and 'proto' not in name])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['pulumi.runtime']\n"
