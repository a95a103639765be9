"""A move from one tier to its neighbour as phases, each a whole platform that is valid by itself."""
