"""Supabase as a Pulumi package: projects, add-ons, database settings, access."""
