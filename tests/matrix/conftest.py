"""Fixtures of the matrices."""

from tests.matrix.places import places

__all__ = ["places"]
