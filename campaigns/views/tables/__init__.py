"""Scoring tables in the browser: the list, the editor, what comes after the sum, versions."""
