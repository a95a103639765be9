"""The resource graph: recorded, loaded, compared."""
