"""The columns beside the computed points: when they may be written, what their pages show, and who checks whom."""
