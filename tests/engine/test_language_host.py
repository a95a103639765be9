"""The Python language host of the built engine, asked as an engine asks."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import language_pb2 as language
from pulumi.runtime.proto import language_pb2_grpc

from tools.engine import language_host

_HOST = Path(language_host.__file__)


@pytest.fixture
def host() -> language_host.LanguageHost:
    return language_host.LanguageHost("127.0.0.1:1")


@pytest.fixture
def stub(host: language_host.LanguageHost) -> Iterator[language_pb2_grpc.LanguageRuntimeStub]:
    server = grpc.server(ThreadPoolExecutor(4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    with grpc.insecure_channel(f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}") as channel:
        server.start()
        yield language_pb2_grpc.LanguageRuntimeStub(channel)
    server.stop(None)


def _info(root: Path, entry: str = ".", **options: str) -> language.ProgramInfo:
    said = struct_pb2.Struct()
    said.update(options)
    return language.ProgramInfo(
        root_directory=str(root), program_directory=str(root / "program"), entry_point=entry, options=said
    )


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A virtual environment `env` with two SDKs, one of them without a plugin, and one plain package."""
    packages = tmp_path / "env" / "lib" / "python3.11" / "site-packages"
    (tmp_path / "env" / "bin").mkdir(parents=True)
    (tmp_path / "env" / "bin" / "python").symlink_to(sys.executable)
    for name, said in (
        ("pulumi_cloudflare", '{"resource": true, "name": "cloudflare", "version": "6.23.1"}'),
        ("pulumi_other", '{"resource": false, "name": "other", "version": "1.0.0"}'),
    ):
        (packages / name).mkdir(parents=True)
        (packages / name / "pulumi-plugin.json").write_text(said, encoding="utf-8")
    (packages / "typing_extensions-4.12.2.dist-info").mkdir()
    return tmp_path


def test_the_virtual_environment_is_looked_for_from_the_project(environment: Path) -> None:
    python = environment / "env" / "bin" / "python"
    assert language_host.python_of(_info(environment, virtualenv="env")) == python
    assert language_host.python_of(_info(environment, virtualenv=str(environment / "env"))) == python
    assert language_host.python_of(_info(environment)) == Path(sys.executable)


def test_a_virtual_environment_that_is_not_there_is_said_and_nothing_runs(
    stub: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path
) -> None:
    answer = stub.Run(language.RunRequest(info=_info(tmp_path, virtualenv="none"), pwd=str(tmp_path)))
    assert "none" in answer.error
    assert "make setup" in answer.error
    with pytest.raises(grpc.RpcError) as raised:
        stub.About(language.AboutRequest(info=_info(tmp_path, virtualenv="none")))
    assert raised.value.code() == grpc.StatusCode.FAILED_PRECONDITION


def test_installed_sdks_name_their_plugins(stub: language_pb2_grpc.LanguageRuntimeStub, environment: Path) -> None:
    info = _info(environment, virtualenv="env")
    packages = stub.GetRequiredPackages(language.GetRequiredPackagesRequest(info=info)).packages
    assert [(each.name, each.kind, each.version) for each in packages] == [("cloudflare", "resource", "6.23.1")]
    listed = stub.GetProgramDependencies(language.GetProgramDependenciesRequest(info=info)).dependencies
    assert [(each.name, each.version) for each in listed] == [("typing_extensions", "4.12.2")]


def test_plain_questions_are_answered(stub: language_pb2_grpc.LanguageRuntimeStub, environment: Path) -> None:
    assert stub.GetPluginInfo(empty_pb2.Empty()).version.count(".") == 2
    about = stub.About(language.AboutRequest(info=_info(environment, virtualenv="env")))
    assert about.executable.endswith("/env/bin/python")
    told = b"".join(each.stdout for each in stub.InstallDependencies(language.InstallDependenciesRequest()))
    assert b"make setup" in told
    stub.RuntimeOptionsPrompts(language.RuntimeOptionsRequest())


def test_a_handshake_tells_where_the_engine_is(
    host: language_host.LanguageHost, stub: language_pb2_grpc.LanguageRuntimeStub
) -> None:
    stub.Handshake(language.LanguageHandshakeRequest(engine_address="127.0.0.1:2"))
    assert host.engine == "127.0.0.1:2"
    stub.Handshake(language.LanguageHandshakeRequest())
    assert host.engine == "127.0.0.1:2"


@pytest.mark.parametrize(
    ("program", "error", "bail"),
    [
        ("", "", False),
        ("raise SystemExit(32)", "", True),  # the executor has shown the error already
        ("raise SystemExit(7)", "the program ended with exit code 7", False),
        ("import os; os.kill(os.getpid(), 9)", "the program was ended by signal 9", False),
    ],
)
def test_the_end_of_a_program_is_told(
    stub: language_pb2_grpc.LanguageRuntimeStub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    error: str,
    bail: bool,
) -> None:
    executor = tmp_path / "executor"
    executor.write_text(program, encoding="utf-8")
    monkeypatch.setattr(language_host, "EXECUTOR", executor)
    answer = stub.Run(language.RunRequest(info=_info(tmp_path), pwd=str(tmp_path)))
    assert (answer.error, answer.bail) == (error, bail)


def test_the_executor_gets_config_in_the_environment_and_the_rest_as_arguments(
    stub: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executor = tmp_path / "executor"
    executor.write_text(
        "import os, pathlib, sys\n"
        "config = [os.environ['PULUMI_CONFIG'], os.environ['PULUMI_CONFIG_SECRET_KEYS']]\n"
        "pathlib.Path('seen').write_text('\\n'.join(sys.argv[1:] + config))\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(language_host, "EXECUTOR", executor)
    request = language.RunRequest(
        project="sayar",
        stack="test",
        pwd=str(tmp_path),
        dryRun=True,
        parallel=4,
        monitor_address="127.0.0.1:3",
        config={"sayar:tier": "starter"},
        configSecretKeys=["sayar:token"],
        info=_info(tmp_path),
    )
    assert stub.Run(request) == language.RunResponse()
    assert (tmp_path / "seen").read_text(encoding="utf-8").split("\n") == [
        *("--monitor", "127.0.0.1:3", "--engine", "127.0.0.1:1", "--project", "sayar", "--stack", "test"),
        *("--pwd", str(tmp_path), "--root_directory", str(tmp_path), "--dry_run", "true", "--parallel", "4"),
        str(tmp_path / "program"),
        '{"sayar:tier": "starter"}',
        '["sayar:token"]',
    ]
    command = language_host.run_command(language.RunRequest(info=_info(tmp_path, "main.py")), "", Path("python"))
    assert "--dry_run" not in command, "the executor takes any text for true"
    assert command[-1] == str(tmp_path / "program" / "main.py")


def test_a_plugin_is_its_folder_and_a_policy_pack_is_told_where_it_lies(tmp_path: Path) -> None:
    info, python = _info(tmp_path), Path("python")
    folder = str(tmp_path / "program")
    plugin = language.RunPluginRequest(kind="resource", args=["1"], info=info)
    assert language_host.plugin_command(plugin, python) == ["python", "-u", folder, "1"]
    pack = ["python", "-u", "-m", "pulumi.policy"]
    for arguments, expected in (
        (["1"], ["1", folder]),
        (["-v=1", "1"], ["-v=1", "1", folder]),
        (["1", "x"], ["1", "x"]),
    ):
        request = language.RunPluginRequest(kind="analyzer", args=arguments, info=info)
        assert language_host.plugin_command(request, python) == [*pack, *expected]


def test_a_plugins_outputs_come_as_they_are_written_and_then_its_exit_code(
    stub: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path
) -> None:
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "__main__.py").write_text(
        "import os, sys\nprint(os.environ['EXTRA'])\nsys.stderr.write('e')\nsys.stdin.read()\nsys.exit(5)\n", "utf-8"
    )
    request = language.RunPluginRequest(kind="resource", env=["EXTRA=a=b"], pwd=str(tmp_path), info=_info(tmp_path))
    answers = list(stub.RunPlugin(request))
    assert b"".join(each.stdout for each in answers) == b"a=b\n"
    assert b"".join(each.stderr for each in answers) == b"e"
    assert answers[-1].exitcode == 5
    assert [each.WhichOneof("output") for each in answers].count("exitcode") == 1


def test_a_plugin_ends_when_the_engine_hangs_up(stub: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "__main__.py").write_text(
        "import os, signal\nprint(os.getpid(), flush=True)\nsignal.pause()\n", "utf-8"
    )
    stream = stub.RunPlugin(language.RunPluginRequest(kind="resource", pwd=str(tmp_path), info=_info(tmp_path)))
    pid = int(next(stream).stdout)
    end = os.pidfd_open(pid)
    stream.cancel()
    _wait_for_end(end)


def _wait_for_end(descriptor: int) -> None:
    """Wait, without polling, until the process of a pidfd has ended."""
    import select

    assert select.select([descriptor], [], [], 30)[0], "still running after 30 s"
    os.close(descriptor)


def test_cancel_ends_a_running_program(
    stub: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executor, ready = tmp_path / "executor", tmp_path / "ready"
    os.mkfifo(ready)
    executor.write_text(f"import signal\nopen({str(ready)!r}, 'w').close()\nsignal.pause()\n", encoding="utf-8")
    monkeypatch.setattr(language_host, "EXECUTOR", executor)
    running = stub.Run.future(language.RunRequest(info=_info(tmp_path), pwd=str(tmp_path)))
    ready.read_text(encoding="utf-8")  # returns once the program is there
    stub.Cancel(empty_pb2.Empty())
    assert running.result(30).error == "the program was ended by signal 15"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_host_ends_without_a_word_when_it_is_told_to(number: signal.Signals) -> None:
    # A traceback would land in the output of the engine, which shows what its host prints.
    process = subprocess.Popen(
        [sys.executable, _HOST, "127.0.0.1:1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert int(process.stdout.readline()) > 0
    process.send_signal(number)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0


def test_the_host_starts_without_what_it_does_not_need_of_the_sdk() -> None:
    # The engine starts two hosts for each of its commands; with the SDK each would take twice as long.
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", _HOST, "127.0.0.1:1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
        asked = language_pb2_grpc.LanguageRuntimeStub(channel)
        assert asked.GetPluginInfo(empty_pb2.Empty()).version == version("pulumi"), "it answers all the same"
    process.send_signal(signal.SIGTERM)
    imported = {line.rpartition("|")[2].strip() for line in process.communicate(timeout=30)[1].splitlines()}
    of_the_sdk = {name for name in imported if name == "pulumi" or name.startswith("pulumi.")}
    assert "pulumi.runtime.proto.language_pb2" in of_the_sdk
    assert {name for name in of_the_sdk if not name.startswith("pulumi.runtime.proto.")} == set()


def test_the_host_does_not_outlive_an_engine_that_was_killed() -> None:
    engine = "import subprocess, sys; subprocess.Popen(sys.argv[1:]); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", engine, sys.executable, _HOST, "127.0.0.1:1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert int(process.stdout.readline()) > 0
    process.kill()
    process.wait()
    # The host holds the other end of this pipe: it reads as ended when the host is gone.
    assert process.communicate(timeout=30)[0] == b""
