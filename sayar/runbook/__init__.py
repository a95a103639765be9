"""A move as a runbook: the strategy's checklists, the phases in order, and the days on which they fall."""
