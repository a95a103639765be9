"""Buckets for objects: private, encrypted, versioned."""
