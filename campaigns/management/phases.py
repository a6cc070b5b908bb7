"""How the commands name a phase: the campaign's code, and the phase's number or number:sector."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from campaigns.models import Phase


def add_phase_arguments(parser: ArgumentParser) -> None:
    """Add CAMPAIGN and PHASE to a command."""
    parser.add_argument("campaign", metavar="CAMPAIGN", help="the campaign's code, for example HN-2024")
    parser.add_argument(
        "phase", metavar="PHASE", help="the phase's number, or number:sector where calendars differ"
    )


def phase_from(options: dict[str, Any], *, closed: bool = True) -> Phase:
    """The phase that the arguments name; with `closed` it must have points.

    Raises CommandError, saying what to write, for no such phase, for several, and for one without points.
    """
    number, _colon, sector = options["phase"].partition(":")
    if not number.isdigit():
        raise CommandError(f"“{options['phase']}” is no phase. Give its number, or number:sector.")
    found = list(
        Phase.objects.select_related("campaign").filter(
            campaign__code=options["campaign"], number=int(number)
        )
    )
    if not found:
        raise CommandError(f"There is no phase {number} in a campaign “{options['campaign']}”.")
    if sector or len(found) > 1:
        names = ", ".join(f"{number}:{p.sector}" for p in found)
        found = [p for p in found if sector and p.sector == sector]
        if not found:
            raise CommandError(f"Which one? Give one of: {names}")
    phase = found[0]
    if closed and not phase.has_points:
        raise CommandError(f"Phase {number} of {options['campaign']} is not closed yet: it has no points.")
    return phase
