"""Nothing here lies in the year 1 or 9999: the fields say so in words, and the database whatever writes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from django.utils import translation

from campaigns.models import Phase
from common import dates
from common.fields import DayField, MomentField, YearField, within_years
from tests.cast import World

BOUNDS: dict[type, tuple[object, object]] = {
    DayField: (dates.FIRST_DAY, dates.LAST_DAY),
    MomentField: (dates.FIRST_MOMENT, dates.LAST_MOMENT),
    YearField: (dates.FIRST_YEAR, dates.LAST_YEAR),
}
#: Moments of the clock alone: when something was written, sent or done. No person, form or workbook sets them.
BY_THE_CLOCK = {
    "agreed_at", "answered_at", "approved_at", "asked_at", "at", "cancelled_at", "circulated_at", "closed_at",
    "corrected_at", "created_at", "decided_at", "due_at", "ended_at", "entered_at", "explained_at",
    "finished_at", "given_at", "in_force_at", "issued_at", "last_login", "launched_at", "lease_until",
    "moved_at", "next_try_at", "nominated_at", "opened_at", "ordered_at", "password_expires_at", "planned_at",
    "published_at",
    "raised_at", "read_at", "recorded_at", "registered_at", "requested_at", "sealed_at", "sent_at", "set_at",
    "settled_at", "signed_at", "submitted_at", "uploaded_at", "withdrawn_at", "woken_at", "written_at",
}  # fmt: skip


def unguarded(model: type[models.Model]) -> Iterator[str]:
    """The model's dates and years that somebody may set and that lack a guard, with what to do."""
    checked = {
        pair
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint) and constraint.name.endswith("_within_years")
        for pair in constraint.condition.children
    }
    for field in model._meta.fields:
        is_year = field.name == "year" and not field.is_relation
        dated = isinstance(field, models.DateField) or is_year  # a moment is a date to Django
        if not dated or field.name in BY_THE_CLOCK:
            continue
        if not isinstance(field, DayField | MomentField | YearField):
            yield f"{model.__name__}.{field.name}: make it a field of common.fields"
        elif (f"{field.name}__range", BOUNDS[type(field)]) not in checked:
            yield f"{model.__name__}.{field.name}: name it in a within_years of the model's Meta"


def test_every_date_that_a_person_or_a_workbook_can_set_carries_its_guards() -> None:
    apps_here = [apps.get_app_config(label) for label in ("units", "campaigns", "awards")]
    assert [said for app in apps_here for model in app.get_models() for said in unguarded(model)] == []


@isolate_apps("units")
def test_a_date_without_a_guard_is_found() -> None:
    class Loose(models.Model):  # noqa: DJ008
        held_on = models.DateField()
        ends_at = models.DateTimeField()
        year = models.PositiveSmallIntegerField()
        day = DayField()
        begins_at = MomentField()
        sent_at = models.DateTimeField()

        class Meta:
            app_label = "units"
            constraints = [within_years("loose_within_years", "day", "begins_at")]  # begins_at is no day

    assert [said.split(":")[0] for said in unguarded(Loose)] == [
        "Loose.held_on", "Loose.ends_at", "Loose.year", "Loose.begins_at",
    ]  # fmt: skip


# --- The database -----------------------------------------------------------------------------------------------------
class Guarded(models.Model):  # noqa: DJ008
    """A table of its own, so that no other constraint answers."""

    day = DayField(null=True)
    moment = MomentField(null=True)
    year = YearField(null=True)

    class Meta:
        app_label = "sensible"
        constraints = [within_years("guarded", "day", moments=["moment"], years=["year"])]


class Bare(models.Model):  # noqa: DJ008
    """The same without the guards."""

    day = models.DateField(null=True)
    moment = models.DateTimeField(null=True)
    year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        app_label = "sensible"


@pytest.fixture
def tables(transactional_db: None) -> Iterator[None]:
    """Both tables, for one test."""
    with connection.schema_editor() as editor:
        for model in (Guarded, Bare):
            editor.create_model(model)
    yield
    with connection.schema_editor() as editor:
        for model in (Guarded, Bare):
            editor.delete_model(model)


def written(model: type[models.Model], column: str, literal: str) -> bool:
    """Raw SQL gets the value into the table."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {model._meta.db_table} ({column}) VALUES ({literal})")
    except IntegrityError:
        return False
    return True


HOSTILE = [
    ("day", "'0001-01-01'"),
    ("day", "'1899-12-31'"),
    ("day", "'2101-01-01'"),
    ("day", "'9999-12-31'"),
    ("moment", "'0001-01-01 00:00:00'"),
    ("moment", "'1899-12-31 16:53:29'"),
    ("moment", "'2100-12-31 17:00:01'"),
    ("moment", "'9999-12-31 23:59:59'"),
    ("year", "0"),
    ("year", "1899"),
    ("year", "2101"),
]
FOREIGN = [(column, f"'{text}'") for column in ("day", "moment") for text in ("infinity", "-infinity")]
FOREIGN += [("day", "'0044-03-15 BC'"), ("moment", "'0044-03-15 00:00:00 BC'")]
SENSIBLE = [
    ("day", "'1900-01-01'"),
    ("day", "'2100-12-31'"),
    ("day", "NULL"),
    ("moment", "'1899-12-31 16:53:30'"),  # 1900 began in Vietnam
    ("moment", "'2100-12-31 17:00:00'"),  # the end of 2100
    ("moment", "NULL"),
    ("year", "1900"),
    ("year", "2100"),
]


@pytest.mark.usefixtures("tables")
def test_raw_sql_gets_no_senseless_date_past_the_guard_and_every_one_without_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'") if connection.vendor == "postgresql" else None
    assert [row for row in HOSTILE + FOREIGN if written(Guarded, *row)] == []
    assert [row for row in HOSTILE + FOREIGN if not written(Bare, *row)] == []
    assert [row for row in SENSIBLE if not written(Guarded, *row)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["entry_opens_at", "period_from"])
def test_no_phase_gets_the_year_one(world: World, season: object, column: str) -> None:
    """The row that stopped every page and every close on PostgreSQL."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE campaigns_phase SET {column} = '0001-01-01'")
    assert Phase.objects.count() == len(list(Phase.objects.all()))


# --- The words --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("value", [date(1, 1, 1), date(1899, 12, 31), date(2101, 1, 1), date(9999, 12, 31)])
def test_a_day_outside_the_years_is_told_with_its_remedy(value: date) -> None:
    said = f"Năm {value.year} nằm ngoài phạm vi. Vui lòng nhập ngày trong khoảng từ năm 1900 đến năm 2100."
    with translation.override("vi"), pytest.raises(ValidationError) as caught:
        dates.check_dates(since=value, until=None, on=date(2026, 7, 31))
    assert caught.value.message_dict == {"since": [said]}


@pytest.mark.parametrize(
    "value",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(1, 1, 1),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))),
        datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(2101, 1, 1, 0, 0, 1, tzinfo=dates.HANOI),
    ],
)
def test_a_moment_outside_the_years_is_told_and_never_overflows(value: datetime) -> None:
    with pytest.raises(ValidationError):
        dates.check_moment(value)


def test_the_first_and_the_last_moment_are_inside() -> None:
    dates.check_moment(datetime(1900, 1, 1, tzinfo=dates.HANOI))
    dates.check_moment(datetime(2101, 1, 1, tzinfo=dates.HANOI))
