"""Pieces of pages that other apps include."""
