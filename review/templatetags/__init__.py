"""Tags that templates of review load by name."""
