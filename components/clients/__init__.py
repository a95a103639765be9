"""Major clients: an isolated cell for each."""
