"""Whole random tables with random phases: drawn by hypothesis, built as rows."""
