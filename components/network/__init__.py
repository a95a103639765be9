"""Regions, where data may live, and the private networks of a cloud."""
