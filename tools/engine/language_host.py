"""The Python language host of the engine that is built here: it starts programs, policy packs and plugins.

The module of the current upstream host is not served by Go module proxies. An officially installed CLI brings its own
host, and nothing in Pulumi.yaml depends on this one.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import BinaryIO


def messages_alone() -> None:
    """Let the messages of the SDK be imported without the SDK itself, which would take more than half of a start."""
    for package in ("pulumi", "pulumi.runtime", "pulumi.runtime.proto"):
        if found := find_spec(package):
            sys.modules[package] = module_from_spec(found)  # its folder is known, and nothing in it was run


if __name__ == "__main__":  # the engine starts two hosts for each of its commands; others may want the SDK
    messages_alone()

import grpc  # noqa: E402 - the messages come after the packages that hold them
from google.protobuf import empty_pb2, json_format  # noqa: E402
from pulumi.runtime.proto import language_pb2 as language  # noqa: E402
from pulumi.runtime.proto import language_pb2_grpc, plugin_pb2  # noqa: E402

HERE = Path(__file__).resolve().parent
EXECUTOR = HERE / "pulumi-language-python-exec"
SHOWN_ALREADY = 32  # the executor's exit code for "the user has been told what is wrong"
WORKERS = 64  # a policy pack or plugin keeps its worker for as long as it lives
PARENT_CHECK_S = 2.0
MADE_BY_SETUP = b"the packages of this project are installed by `make setup`\n"


class HostError(Exception):
    """Nothing can be run; the message is shown by the engine."""


class Children:
    """What the host started and has to end with itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()

    @contextlib.contextmanager
    def started(self, process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
        """Keep account of a process for the length of a block; leaving it early ends the process."""
        with self._lock:
            self._running.add(process)
        try:
            yield process
        finally:
            with self._lock:
                self._running.discard(process)
            if process.poll() is None:
                process.terminate()

    def end(self) -> None:
        """Ask all of them to end."""
        with self._lock:
            for process in self._running:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()


def python_of(info: language.ProgramInfo) -> Path:
    """The interpreter that the runtime option `virtualenv` names, relative to the project; without it, our own."""
    folder = json_format.MessageToDict(info.options).get("virtualenv")
    if not folder:
        return Path(sys.executable)
    python = Path(info.root_directory, folder, "bin", "python")
    if not python.exists():
        raise HostError(f"the virtual environment {python.parent.parent} has no bin/python: make it first (make setup)")
    return python


def site_packages(python: Path) -> list[Path]:
    """The package folders of the virtual environment of an interpreter."""
    return sorted(python.parent.parent.glob("lib/python*/site-packages"))


def required_packages(python: Path) -> list[plugin_pb2.PackageDependency]:
    """One row for each installed SDK: the plugin that it needs, as its `pulumi-plugin.json` says."""
    found = []
    for path in sorted(file for folder in site_packages(python) for file in folder.glob("*/pulumi-plugin.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        if said.get("resource") and said.get("name") and said.get("version"):
            name, number = said["name"], said["version"]
            row = plugin_pb2.PackageDependency(name=name, kind="resource", version=number, server=said.get("server"))
            found.append(row)
    return found


def distributions(python: Path) -> list[language.DependencyInfo]:
    """Name and version of everything installed, from the names of the folders."""
    folders = sorted(path for folder in site_packages(python) for path in folder.glob("*.dist-info"))
    parts = (path.name.removesuffix(".dist-info").rpartition("-") for path in folders)
    return [language.DependencyInfo(name=name, version=number) for name, _, number in parts]


def environment_for(python: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program: our own, with its virtual environment switched on."""
    environment = {**os.environ, "VIRTUAL_ENV": str(python.parent.parent), **extra}
    environment["PATH"] = os.pathsep.join((str(python.parent), environment.get("PATH", os.defpath)))
    environment.pop("PYTHONHOME", None)  # it would win over the virtual environment
    return environment


def program_path(info: language.ProgramInfo) -> str:
    """The folder or file to run."""
    if info.entry_point in ("", "."):
        return info.program_directory
    return str(Path(info.program_directory, info.entry_point))


def run_command(request: language.RunRequest, engine: str, python: Path) -> list[str]:
    """The command line of the executor for one run of a program."""
    flags = {
        "monitor": request.monitor_address,
        "engine": engine,
        "project": request.project,
        "stack": request.stack,
        "pwd": request.pwd,
        "organization": request.organization,
        "root_directory": request.info.root_directory,
        "dry_run": "true" if request.dryRun else "",
        "parallel": str(request.parallel),
    }
    given = [part for name, value in flags.items() if value for part in (f"--{name}", value)]
    return [str(python), "-u", str(EXECUTOR), *given, program_path(request.info), *request.args]


def plugin_command(request: language.RunPluginRequest, python: Path) -> list[str]:
    """The command line of a policy pack (module `pulumi.policy`) or of any other plugin (its own folder)."""
    folder, arguments = request.info.program_directory, list(request.args)
    if request.kind != "analyzer":
        return [str(python), "-u", folder, *arguments]
    # The module wants the engine's address and the folder; some engines give the address alone.
    addresses = [argument for argument in arguments if not argument.startswith("-")]
    return [str(python), "-u", "-m", "pulumi.policy", *arguments, *([folder] if len(addresses) < 2 else [])]


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Answers the engine. `engine` is the address of the engine, until a handshake says better."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.children = Children()

    def Handshake(
        self, request: language.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language.LanguageHandshakeResponse:
        self.engine = request.engine_address or self.engine
        return language.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=version("pulumi"))

    def About(self, request: language.AboutRequest, context: grpc.ServicerContext) -> language.AboutResponse:
        with refusing(context):
            return language.AboutResponse(executable=str(python_of(request.info)), version=sys.version.split()[0])

    def GetRequiredPackages(
        self, request: language.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language.GetRequiredPackagesResponse:
        with refusing(context):
            return language.GetRequiredPackagesResponse(packages=required_packages(python_of(request.info)))

    def GetProgramDependencies(
        self, request: language.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language.GetProgramDependenciesResponse:
        with refusing(context):
            return language.GetProgramDependenciesResponse(dependencies=distributions(python_of(request.info)))

    def InstallDependencies(
        self, request: language.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language.InstallDependenciesResponse]:
        yield language.InstallDependenciesResponse(stdout=MADE_BY_SETUP)

    def RuntimeOptionsPrompts(
        self, request: language.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language.RuntimeOptionsResponse:
        return language.RuntimeOptionsResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        self.children.end()
        return empty_pb2.Empty()

    def Run(self, request: language.RunRequest, context: grpc.ServicerContext) -> language.RunResponse:
        try:
            python = python_of(request.info)
        except HostError as error:
            return language.RunResponse(error=str(error))
        config = {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        command = run_command(request, self.engine, python)
        # Output goes where ours goes: the engine shows what it reads there after the port.
        process = subprocess.Popen(command, cwd=request.pwd, env=environment_for(python, config))
        with self.children.started(process):
            code = process.wait()
        if code == 0:
            return language.RunResponse()
        if code == SHOWN_ALREADY:
            return language.RunResponse(bail=True)
        ending = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return language.RunResponse(error=f"the program {ending}")

    def RunPlugin(
        self, request: language.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language.RunPluginResponse]:
        with refusing(context):
            python = python_of(request.info)
        extra = dict(entry.split("=", 1) for entry in request.env if "=" in entry)
        process = subprocess.Popen(
            plugin_command(request, python),
            cwd=request.pwd or None,
            env=environment_for(python, extra),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        context.add_callback(process.terminate)  # the engine hangs up to end a plugin
        with self.children.started(process):
            for name, chunk in output_of(process):
                yield language.RunPluginResponse(**{name: chunk})
            yield language.RunPluginResponse(exitcode=process.wait())


@contextlib.contextmanager
def refusing(context: grpc.ServicerContext) -> Iterator[None]:
    """Turn a HostError into a refusal of the call."""
    try:
        yield
    except HostError as error:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))


def output_of(process: subprocess.Popen[bytes]) -> Iterator[tuple[str, bytes]]:
    """Chunks of both outputs as they come: ("stdout" or "stderr", bytes)."""
    chunks: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()

    def pump(name: str, stream: BinaryIO) -> None:
        while chunk := os.read(stream.fileno(), 65536):
            chunks.put((name, chunk))
        chunks.put((name, b""))

    streams = {"stdout": process.stdout, "stderr": process.stderr}
    for name, stream in streams.items():
        threading.Thread(target=pump, args=(name, stream), daemon=True).start()
    still_open = len(streams)
    while still_open:
        name, chunk = chunks.get()
        if chunk:
            yield name, chunk
        else:
            still_open -= 1


def main(arguments: list[str]) -> int:
    """Serve until the engine ends us or is gone. The first line of the output is the port."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    parent = os.getppid()
    addresses = [argument for argument in arguments if not argument.startswith("-")]
    host = LanguageHost(addresses[-1] if addresses else "")
    # Graphs and policy packs are larger than the 4 MB that gRPC allows by itself.
    options = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
    server = grpc.server(futures.ThreadPoolExecutor(WORKERS), options=options)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    # An engine that was killed ends nobody: without this the host would stay for ever.
    while not stop.wait(PARENT_CHECK_S) and os.getppid() == parent:
        pass
    host.children.end()
    server.stop(None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
