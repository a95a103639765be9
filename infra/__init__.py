"""The program: stack config to platform spec to components."""
