"""Print the lines behind a union's points."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.management.phases import add_phase_arguments, phase_from
from campaigns.models import Standing
from campaigns.queries.explanation import YearLine, explain, explain_year
from common.text import format_figure


class Command(BaseCommand):
    """One line for each criterion: target due, result, how computed, points of the maximum."""

    help = "Print the lines behind a union's points in a closed phase."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """CAMPAIGN PHASE UNION."""
        add_phase_arguments(parser)
        parser.add_argument("union", metavar="UNION", help="the union's code")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the total, then its lines; indented under their groups."""
        phase = phase_from(options)
        standing = (
            Standing.objects.filter(participant__phase=phase, participant__union__code=options["union"])
            .visible()
            .select_related("participant__union", "band", "band_found")
            .first()
        )
        if standing is None:
            raise CommandError(f"Union “{options['union']}” has no points in this phase.")
        mates = Standing.objects.filter(
            participant__phase=phase,
            cluster_id=standing.cluster_id,
            revision=standing.revision,
            rank=standing.rank,
        ).exclude(participant=standing.participant)
        names = mates.order_by("participant__union__sort_key", "participant_id")
        told = (explain_year if phase.is_year else explain)(
            phase,
            standing.participant,
            standing,
            tied_with=names.values_list("participant__union__short_name", flat=True),
            user=None,
        )
        self.stdout.write(
            f"{standing.participant.union.name}: {format_figure(told.points, 4)} ({standing.rank or '–'})"
        )
        for row in told.lines:
            head = f"{'  ' * row.depth}{row.criterion.code} {row.criterion.name}"
            points = f"{format_figure(row.points, 4)}/{format_figure(row.most)}"
            if isinstance(row, YearLine):
                cells = " | ".join(c.words or format_figure(c.points, 4) for c in row.cells)
                self.stdout.write(f"{head} | {cells} | {row.how} | {points}")
                continue
            if row.line.state is None:
                self.stdout.write(f"{head} | | | | {points}")
                continue
            self.stdout.write(f"{head} | {row.target} | {row.value} | {row.how} | {points}")
        for words, amount in told.adjustments:
            self.stdout.write(f"{words} | | | | {format_figure(amount, 4)}")
        for sentence in (*told.after, told.tie):
            if sentence:
                self.stdout.write(sentence)
