"""What is changed in a sealed document together with its hash, and where the recomputation finds it."""
