"""The kinds of resource at Supabase, one module each."""
