"""Commands of the people side."""
