"""What takes long is run by `make soak` alone, which sets SAYAR_SOAK."""

import os

from tests.support.engine import make_sandbox as make_sandbox
from tests.support.engine import pulumi as pulumi

collect_ignore_glob = [] if os.environ.get("SAYAR_SOAK") else ["test_*.py"]
