"""From two graphs to the forecast of the move between them."""
