"""Whether a move to another tier is due: the strategy's triggers over measured series, and when they will be met."""
