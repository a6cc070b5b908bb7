"""Reasons that a person types and that stand on paper afterwards."""

from common.errors import fault


def reason_from(text: str, *, missing: str, most: int, too_long: str) -> str:
    """The reason without blanks around it. Raises ValidationError: `missing`, or `too_long` past `most` letters."""
    found = text.strip()
    if not found:
        raise fault("reason", missing)
    if len(found) > most:
        raise fault("reason", too_long)
    return found
