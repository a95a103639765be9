"""A provider that stands in for every vendor: it checks, remembers and refuses, and never leaves the machine."""
