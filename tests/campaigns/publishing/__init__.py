"""Final standings on the open internet."""
