"""The shipped program, with the SDKs loaded as the tool loads them: tests run it a hundred times.

That nothing but the time differs is tested class by class; the shipped program as it is runs in tests of its own.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

from sayar.graph import fastimport

fastimport.install()

from infra.program import main  # noqa: E402 - the loader stands before what it loads

main()
