"""Where the services and the web front end run."""
