"""The shipped program as rehearsals run it: tests do a hundred times. As it is it runs in tests of its own."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

from sayar.engine.quick_program import run

run()
