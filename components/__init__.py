"""What can exist: Pulumi component resources, one folder a concern."""
