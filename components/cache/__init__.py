"""Redis and what stands in for it: caches, idempotency keys and queues."""
