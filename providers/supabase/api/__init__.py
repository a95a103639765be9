"""Supabase's Management API: what is called, and what is read."""
