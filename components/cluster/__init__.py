"""Kubernetes: clusters, their node pools, namespaces and workloads."""
