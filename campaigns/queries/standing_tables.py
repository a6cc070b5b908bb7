"""The tables that exist inside the statement that ranks alone, as `line_tables` has those of the one that scores."""

from typing import Any, ClassVar

from django.db import models

from campaigns.queries.line_tables import ALONE


class StandingTable(models.Model):
    """What every link of the chain hands on: a participant and its sums over its lines."""

    participant_id = models.BigIntegerField(primary_key=True)
    cluster_id = models.BigIntegerField(null=True)
    table_id = models.BigIntegerField()
    summed = models.BigIntegerField()
    most = models.BigIntegerField()
    zeros = models.BigIntegerField()
    reported = models.BigIntegerField()
    lines = models.BigIntegerField()
    is_silent = models.IntegerField()
    members = models.BigIntegerField(null=True)
    women = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        app_label = "campaigns"
        apps = ALONE
        managed = False

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.summed}"


class Total(StandingTable):
    """The sums, with what the participant's table says of the total.

    `is_apart` is 1 for a union that is not ranked though it is not silent. `year_points` and what follows are null but
    in a year: there they are the sums over the printed totals of its phases, and what to divide them by. For each
    tie-break key there is a column `line_1`, `line_2` … with the points of the criterion that it names.
    """

    of_base = models.BigIntegerField()
    nominal = models.BigIntegerField()
    rescales = models.IntegerField()
    may_exceed = models.IntegerField()
    may_sink = models.IntegerField()
    line_step = models.BigIntegerField()
    total_step = models.BigIntegerField()
    is_cut = models.IntegerField()
    is_apart = models.IntegerField()
    founded_on = models.DateField(null=True)
    year_points = models.BigIntegerField(null=True)
    year_rescaled = models.BigIntegerField(null=True)
    year_most = models.BigIntegerField(null=True)
    year_weights = models.BigIntegerField(null=True)

    class Meta(StandingTable.Meta):
        db_table = "total"


class Asked(models.Model):
    """A participant's standard (a top-level base group) beside a condition that asks a share of its own points."""

    participant_id = models.BigIntegerField(primary_key=True)
    condition_id = models.BigIntegerField()
    band_id = models.BigIntegerField()
    earned = models.BigIntegerField()
    most = models.BigIntegerField()
    percent = models.BigIntegerField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "campaigns"
        apps = ALONE
        managed = False
        db_table = "asked"

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.earned}/{self.most}"


class Banded(StandingTable):
    """The end of the chain: everything that a standing keeps; what is yes or no as 1 or 0."""

    points = models.BigIntegerField()
    rescaled = models.BigIntegerField()
    cut = models.BigIntegerField()
    is_ranked = models.IntegerField()
    is_young = models.IntegerField()
    rank_found = models.BigIntegerField(null=True)
    is_tied = models.IntegerField()
    band_id = models.BigIntegerField(null=True)
    band_found_id = models.BigIntegerField(null=True)
    is_on_border = models.IntegerField()

    class Meta(StandingTable.Meta):
        db_table = "banded"
