"""What a tier or a move costs a month: dated prices, quantities from specs and usage, and the rules of each vendor."""
