"""Asking: each vendor, the name servers of the domain, and the machine itself."""
