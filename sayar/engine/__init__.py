"""The real engine: finding it, running it, and the sandbox that stands in for every provider."""
