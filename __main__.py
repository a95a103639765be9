"""Builds the platform of this stack."""

from infra.program import main

main()
