"""How well the strategy goes: its twelve success metrics, and its timeline and monthly reviews as a checklist."""
