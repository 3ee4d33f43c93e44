"""Schema changes, each named for what it does."""
