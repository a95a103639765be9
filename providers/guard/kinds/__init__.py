"""The kinds of resources that the guard has: one."""
