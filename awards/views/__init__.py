"""Pages: load through `visible_to`, one service call, one template."""
