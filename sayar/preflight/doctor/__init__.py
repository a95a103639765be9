"""What a stack still lacks to be run for real: what it needs, what can be read of it, and what follows."""
