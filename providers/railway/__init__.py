"""Railway as a Pulumi package: projects, services, domains, volumes, limits."""
