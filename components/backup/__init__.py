"""Copies of the data, and the proof that they can be restored."""
