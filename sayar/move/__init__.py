"""A move of a stack, step by step: the rules, the gates, and the edits of the stack's file."""
