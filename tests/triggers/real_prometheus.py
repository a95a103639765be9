"""A real Prometheus on this machine, loaded with blocks that promtool makes of generated samples."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

_READY_S = 30.0


def written(series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Samples by name as OpenMetrics, which wants every name once and its samples in order."""
    lines = []
    for name, points in series.items():
        family = name.split("{")[0]
        kind = "counter" if family.endswith("_total") else "gauge"
        lines.append(f"# TYPE {family.removesuffix('_total')} {kind}")
        lines += [f"{name} {value:.10g} {at:.3f}" for at, value in points]
    return "\n".join([*lines, "# EOF", ""])


@contextmanager
def serving(folder: Path, series: Mapping[str, Sequence[tuple[float, float]]]) -> Iterator[str]:
    """The address of a Prometheus that has these samples and scrapes nobody; it ends with the block."""
    promtool, prometheus = shutil.which("promtool"), shutil.which("prometheus")
    assert promtool is not None, "this test asks a real prometheus: apt-get install prometheus"
    assert prometheus is not None, "this test asks a real prometheus: apt-get install prometheus"
    (folder / "samples").write_text(written(series), encoding="utf-8")
    (folder / "prometheus.yml").write_text("global: {scrape_interval: 1h}\n", encoding="utf-8")
    # Without this, a block for every two hours is made by a pass of its own over all samples: minutes.
    long = "--max-block-duration=3000h"
    blocks = [promtool, "tsdb", "create-blocks-from", long, "openmetrics", folder / "samples", folder / "data"]
    subprocess.run(blocks, check=True, capture_output=True, text=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            prometheus,
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            "--storage.tsdb.retention.time=100y",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _ready(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _ready(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _READY_S
    while time.monotonic() < end:
        assert process.poll() is None, "the prometheus has ended"
        try:
            if httpx.get(f"{address}/-/ready", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the prometheus does not become ready")
