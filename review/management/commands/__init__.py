"""Commands that start the flow from a shell; the flow itself is in the actions."""
