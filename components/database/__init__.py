"""Where the platform's data is."""
