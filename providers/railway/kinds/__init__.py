"""The resources of Railway, one file each."""
