"""Recompute a closed phase from its frozen inputs, or a final one from what its seals store."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.management.phases import add_phase_arguments, phase_from
from campaigns.services.verification import Difference, verify_phase
from common.formats import UnknownFormat


class Command(BaseCommand):
    """Exit status 0: equal; 1: not, and the first difference is named."""

    help = (
        "Recompute a closed phase from its frozen inputs and say whether every line, total and rank is equal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """CAMPAIGN PHASE."""
        add_phase_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say equal, or fail with the first difference."""
        phase = phase_from(options)
        try:
            checked = verify_phase(phase)
        except (Difference, UnknownFormat) as error:
            raise CommandError(f"not equal: {error}", returncode=1) from error
        numbers = ", ".join(str(number) for number in checked.revisions)
        told = f"equal: {checked.lines} lines, {checked.standings} standings, revision {numbers}"
        self.stdout.write(told if checked.proofs else f"{told}, not sealed yet")
        for proof in checked.proofs:
            self.stdout.write(
                f"{proof.cluster or '-'}: revision {proof.revision}, format {proof.format}, sha256 {proof.sha256}"
            )
