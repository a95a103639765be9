"""How many seconds each surface is down, late or lossy while an update runs: rules 1 to 8 of the contract."""
