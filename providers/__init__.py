"""Own Pulumi providers: typed resource classes, and later the processes that serve them."""
