"""The tables that exist inside the statement that scores alone; rules name their columns.

They have a registry of models to themselves, so that nobody migrates, dumps or empties them.
"""

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from campaigns.scoring.parameters import Parameter
from campaigns.scoring.sql import BIG
from campaigns.scoring.together import Together

ALONE = Apps()


class LineTable(models.Model):
    """Participant × leaf with what its points are computed from; amounts in whole ten-thousandths.

    `rule` is the code of the leaf's, `sign` −1 for a penalty, `is_base` 1 for a base line, `step` what points are
    rounded to, `is_cut` 1 where the rest is dropped, `share` the part of the target that is due. The figures are those
    that count.
    """

    participant_id = models.BigIntegerField(primary_key=True)
    criterion_id = models.BigIntegerField()
    rule = models.CharField()
    cluster_id = models.BigIntegerField(null=True)
    revision = models.BigIntegerField()
    most = models.BigIntegerField()
    sector = models.CharField()
    members = models.BigIntegerField(null=True)
    state = models.CharField()
    status = models.IntegerField(null=True)
    is_confirmed = models.IntegerField()
    value = models.BigIntegerField(null=True)
    carried = models.BigIntegerField(null=True)
    base = models.BigIntegerField(null=True)
    gate = models.BigIntegerField(null=True)
    target = models.BigIntegerField(null=True)
    share = models.BigIntegerField()
    is_gated = models.IntegerField()
    sign = models.BigIntegerField()
    is_base = models.IntegerField()
    step = models.BigIntegerField()
    is_cut = models.IntegerField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        app_label = "campaigns"
        apps = ALONE
        managed = False

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.criterion_id}"


class Joined(LineTable):
    """Figures joined with what the leaves say; the target is still that of the whole campaign."""

    class Meta(LineTable.Meta):
        db_table = "joined"


class Due(LineTable):
    """The same with the target due."""

    class Meta(LineTable.Meta):
        db_table = "due"


class WordedTable(LineTable):
    """The same with the word that stands for the rule, and the leader of the cluster where the rule has one."""

    word = models.CharField()
    lead_value = models.BigIntegerField(null=True)
    lead_target = models.BigIntegerField(null=True)

    class Meta(LineTable.Meta):
        abstract = True


class LineInput(WordedTable):
    """What the rules read."""

    class Meta(LineTable.Meta):
        db_table = "line_input"


class Exact(WordedTable):
    """The same with the points before they are rounded."""

    exact = models.BigIntegerField(null=True)

    class Meta(LineTable.Meta):
        db_table = "exact_points"


class Pointed(WordedTable):
    """The same with the points as the table prints them."""

    points = models.BigIntegerField(null=True)

    class Meta(LineTable.Meta):
        db_table = "pointed"


class GroupSum(models.Model):
    """A group's sum over its children, with the bounds that it is held within."""

    participant_id = models.BigIntegerField(primary_key=True)
    criterion_id = models.BigIntegerField()
    is_base = models.BigIntegerField()
    points = models.BigIntegerField()
    of_base = models.BigIntegerField()
    least = models.BigIntegerField()
    most = models.BigIntegerField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "campaigns"
        apps = ALONE
        managed = False
        db_table = "group_sum"

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.criterion_id}"


class YearLine(models.Model):
    """A line of a year: sums over the phases that it joins, each with its weight, and what to divide them by.

    `is_away` is 1 where it did not apply in one of them, `is_here` where it did, `is_reported` with a figure.
    """

    participant_id = models.BigIntegerField(primary_key=True)
    criterion_id = models.BigIntegerField()
    is_group = models.IntegerField()
    step = models.BigIntegerField()
    is_cut = models.IntegerField()
    points = models.BigIntegerField()
    of_base = models.BigIntegerField()
    weights = models.BigIntegerField()
    is_away = models.IntegerField()
    is_here = models.IntegerField()
    is_reported = models.IntegerField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "campaigns"
        apps = ALONE
        managed = False
        db_table = "year_line"

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.criterion_id}"


#: The columns that every link of the chain hands on.
COLUMNS = tuple(field.name for field in Joined._meta.concrete_fields)


def columns_of(rules: Together) -> dict[str, str]:
    """The columns of a link, with the rules' parameters: each under its own name."""
    return {name: name for name in (*COLUMNS, *(p.name for p in rules.parameters))}


def with_parameters(model: type[Any], rules: Together) -> "QuerySet[Any]":
    """The query over one of these tables, with a column for each parameter of the rules."""

    def read(parameter: Parameter) -> RawSQL:
        kind: models.Field = models.CharField() if parameter.choices else BIG
        return RawSQL(f'"{model._meta.db_table}"."{parameter.name}"', (), output_field=kind)

    return model.objects.annotate(**{p.name: read(p) for p in rules.parameters})
