"""What lets the edge into a cluster, and nobody else: our own authority, certificates and load balancers."""
