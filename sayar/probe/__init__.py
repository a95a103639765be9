"""Asks the surfaces of a stack once a second, and judges what came of it: `judge` and `targets` know no network."""
