"""The edge: zone, records, rules and alerts at Cloudflare."""
