"""What leaves the product: programs that need nothing of it to run."""
