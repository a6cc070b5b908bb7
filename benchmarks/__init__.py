"""Measurements of the product against floors in the same run; each prints a last line of JSON."""
