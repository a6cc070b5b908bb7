"""Reads that serve a page: a constant number of queries whatever the number of rows."""
