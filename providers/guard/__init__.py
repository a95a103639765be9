"""The provider of the guard: no vendor and no network, only what the last update has left in the state."""
