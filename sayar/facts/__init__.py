"""Dated data with sources, and its loaders."""
