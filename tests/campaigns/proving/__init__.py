"""Anybody may check a final: by hand, by its document, by its hash."""
