"""Commands of the trail, one module each."""
