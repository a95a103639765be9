"""Comparing and reading cost milliseconds as long as no SDK comes with them."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_comparing_and_reading_import_neither_an_sdk_nor_pydantic() -> None:
    code = (
        "import json, sys, sayar.graph.compare, sayar.graph.load, sayar.graph.preview, sayar.graph.document;"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"pulumi", "grpc", "google", "pydantic"} & set(json.loads(done.stdout))
