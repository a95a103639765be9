"""Generated secrets, proof that traffic came through the edge, and what watches over cloud accounts."""
