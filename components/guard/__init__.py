"""What a stack remembers of its move, so that a step that no move has is refused by the engine itself."""
