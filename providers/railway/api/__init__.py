"""How Railway's GraphQL API is called, and what it is asked."""
