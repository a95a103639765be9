"""The only reader of stack files and of pulumi.Config: layers, checks, errors."""
