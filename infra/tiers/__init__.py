"""What each tier promises, as INFRA-001 states it. Never what a tier selects: that is in the stack files."""
