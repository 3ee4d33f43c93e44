"""Schema and seed rows of the people side, one idea a file."""
