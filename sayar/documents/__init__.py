"""The documents that other programs read: their models, schemas and bytes."""
