"""The service map of this platform: what api, web, webhook and csv stand on, worked out from its spec."""
