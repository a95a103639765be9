"""The shipped program for stacks against stand-ins, where it is run again and again: the time alone differs.

SDKs are loaded as they are used and do no more than is read, and garbage is left to the end of the process. Tests hold
what is loaded against plain imports, class by class, and run the program as it is beside it.
"""

from __future__ import annotations


def run() -> None:
    """Build the platform of this stack, in a process that ends with it."""
    import gc

    from sayar.graph import fastimport

    gc.disable()
    fastimport.install()

    from infra.program import main
    from sayar.graph.lean_sdk import slim

    slim()  # for good: most of the work comes after the program's last line
    main()
