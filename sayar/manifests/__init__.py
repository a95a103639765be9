"""The Kubernetes objects of a recorded graph, as files that an API server takes."""
