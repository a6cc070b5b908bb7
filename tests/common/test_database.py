"""Set-based writing and locks, on whichever database the tests run."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, F, JSONField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from campaigns.models import Criterion, Indicator, Result, Target
from common.db import given_query, given_rows, insert_from, insert_rows, update_from, update_select
from common.locks import exclusive_lock, lock_number, shared_lock
from tests.cast import NOW, Season, World
from units.models import Notice, Person, Union


def test_many_rows_are_written_from_a_query_in_one_statement(
    world: World, django_assert_num_queries: Any
) -> None:
    rows = Person.objects.filter(user__isnull=False).annotate(
        kind=Value("k"),
        key=F("full_name"),
        url=Value(""),
        at=Value(NOW),
        by_mail=Value("pending"),
        values=Value({}, output_field=JSONField()),
    )
    columns = {
        "person": "pk",
        "kind": "kind",
        "key": "key",
        "values": "values",
        "by_mail": "by_mail",
        "url": "url",
        "created_at": "at",
    }
    with django_assert_num_queries(1):
        assert insert_from(Notice, columns, rows) == 10
    assert list(Notice.objects.order_by("key").values_list("key", "created_at")[:2]) == [
        ("An", NOW),
        ("Hoa", NOW),
    ]


def test_a_query_reads_tables_that_exist_in_its_statement_alone(
    world: World, django_assert_num_queries: Any
) -> None:
    mails = given_rows("mail", {"name": "text", "address": "text"}, [["Hoa", "h@x.vn"], ["Lan", None]])
    people = given_query("person", {"key": "pk", "called": "full_name"}, Person.objects.order_by("full_name"))
    joined = Person.objects.annotate(
        mail=RawSQL(
            "(SELECT coalesce(address, name) FROM mail JOIN person ON called = name WHERE key = units_person.id)",
            (), output_field=CharField(),
        ),
        yes=Value(True),
    )  # fmt: skip
    columns = {"full_name": "full_name", "email": "mail", "is_sample": "yes"}
    with django_assert_num_queries(1):
        assert insert_from(Person, columns, joined.filter(mail__isnull=False), given=[mails, people]) == 2
    found = Person.objects.filter(is_sample=True).order_by("full_name")
    assert list(found.values_list("full_name", "email")) == [("Hoa", "h@x.vn"), ("Lan", "Lan")]


def test_many_rows_are_written_in_one_statement_and_those_already_there_are_left(
    world: World, django_assert_num_queries: Any
) -> None:
    def notices(count: int, url: str) -> list[Notice]:
        return [
            Notice(
                person=world.hoa.person,
                kind="k",
                key=f"n{n}",
                values={"é": ["“x”", n]},
                url=url,
                created_at=NOW,
            )
            for n in range(count)
        ]

    with django_assert_num_queries(1):
        assert insert_rows(notices(400, "/a/"), ignore_conflicts=True) == 400
    assert insert_rows(notices(402, "/b/"), ignore_conflicts=True) == 2
    kept = Notice.objects.order_by("pk").values_list(
        "key", "values", "url", "created_at", "read_at", "by_mail"
    )
    assert kept[399] == ("n399", {"é": ["“x”", 399]}, "/a/", NOW, None, "pending")
    assert sorted(Notice.objects.filter(url="/b/").values_list("key", flat=True)) == ["n400", "n401"]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(notices(1, "/c/"))
    assert insert_rows([]) == 0


def test_json_is_changed_in_many_rows_and_in_all_alike(season: Season) -> None:
    first, second = season.table.criteria.order_by("code")[:2]
    differing = [{"id": first.pk, "params": {"cap": 1}}, {"id": second.pk, "params": {"cap": 2, "é": "“x”"}}]
    assert update_from(Criterion, differing) == 2
    assert list(season.table.criteria.order_by("code").values_list("params", flat=True)[:2]) == [
        {"cap": 1},
        {"cap": 2, "é": "“x”"},
    ]
    assert update_from(Criterion, [{"id": pk, "params": {"cap": 3}} for pk in (first.pk, second.pk)]) == 2
    assert season.table.criteria.filter(params__cap=3).count() == 2


def test_rows_are_written_in_the_order_asked_for(world: World) -> None:
    rows = Person.objects.annotate(same=Value(""), yes=Value(True)).order_by("-full_name")
    columns = {"full_name": "full_name", "email": "same", "is_sample": "yes"}
    count = insert_from(Person, columns, rows, keep_order=True)
    written = list(Person.objects.filter(is_sample=True).order_by("pk").values_list("full_name", flat=True))
    assert written == sorted(written, reverse=True)
    assert len(written) == count == 10


def test_rows_are_changed_from_a_query_in_one_statement(world: World, django_assert_num_queries: Any) -> None:
    rows = Person.objects.filter(full_name__startswith="H").annotate(
        mail=Concat("full_name", Value("@x.vn")), sample=Value(True)
    )
    with django_assert_num_queries(1):
        assert update_select(Person, {"email": "mail", "id": "pk", "is_sample": "sample"}, rows) == 2
    found = Person.objects.filter(is_sample=True).order_by("full_name").values_list("full_name", "email")
    assert list(found) == [("Hoa", "Hoa@x.vn"), ("Hung", "Hung@x.vn")]


def test_nothing_is_inserted_from_an_empty_query(world: World) -> None:
    columns = {
        "indicator": "pk",
        "union": "owner",
        "kind": "code",
        "value": "n",
        "set_at": "at",
        "version": "n",
    }
    rows = Indicator.objects.annotate(owner=F("campaign__owner"), n=Value(1), at=Value(NOW))
    assert insert_from(Target, columns, rows) == 0


def test_many_rows_are_changed_each_to_its_own_value_in_one_statement(
    season: Season, django_assert_num_queries: Any
) -> None:
    rows = list(Result.objects.order_by("pk")[:3])
    payload = [
        {
            "id": row.pk,
            "version": 0,
            "state": "reported",
            "value": Decimal(n) / 3,
            "as_of": date(2024, 7, n + 1),
            "is_estimate": n % 2 == 0,
            "note": f"“{n}” có dấu '; --",
            "entered_by": season.world.hoa.pk,
            "entered_at": NOW,
        }
        for n, row in enumerate(rows)
    ]
    with django_assert_num_queries(1):
        assert update_from(Result, payload, match=("id", "version"), bump="version") == 3
    found = Result.objects.filter(version=1).order_by("pk")
    assert [(r.value, r.as_of, r.is_estimate, r.note, r.entered_by_id, r.entered_at) for r in found] == [
        (Decimal(0), date(2024, 7, 1), True, "“0” có dấu '; --", season.world.hoa.pk, NOW),
        (Decimal("0.3333"), date(2024, 7, 2), False, "“1” có dấu '; --", season.world.hoa.pk, NOW),
        (Decimal("0.6667"), date(2024, 7, 3), True, "“2” có dấu '; --", season.world.hoa.pk, NOW),
    ]


def test_a_row_of_another_version_is_left_alone(season: Season) -> None:
    row = Result.objects.order_by("pk")[0]
    payload = [{"id": row.pk, "version": 7, "note": "x"}]
    assert update_from(Result, payload, match=("id", "version"), bump="version") == 0
    row.refresh_from_db()
    assert (row.note, row.version) == ("", 0)


def test_nothing_is_sent_for_an_empty_list(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert update_from(Result, []) == 0


def test_a_constraint_holds_against_set_based_writing(season: Season) -> None:
    row = Result.objects.order_by("pk")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        update_from(Result, [{"id": row.pk, "state": "reported", "value": Decimal(-1)}])


def test_null_is_written_as_null(world: World) -> None:
    Union.objects.filter(pk=world.city.pk).update(founded_on=date(1946, 1, 1))
    update_from(Union, [{"id": world.city.pk, "founded_on": None}])
    assert Union.objects.get(pk=world.city.pk).founded_on is None


@pytest.mark.parametrize("take", [shared_lock, exclusive_lock])
def test_a_lock_needs_a_transaction(transactional_db: None, take: Any) -> None:
    with pytest.raises(RuntimeError):
        take("phase", 1)


@pytest.mark.parametrize("take", [shared_lock, exclusive_lock])
def test_a_lock_costs_one_statement_on_postgresql_and_none_on_sqlite(
    db: None, take: Any, django_assert_num_queries: Any
) -> None:
    with transaction.atomic(), django_assert_num_queries(1 if connection.vendor == "postgresql" else 0):
        take("phase", 1)


def test_locks_of_different_names_and_keys_have_different_numbers_that_fit() -> None:
    numbers = {
        lock_number(name, key)
        for name in ("phase", "audit-chain", "campaign-codes")
        for key in (0, 1, 2**31 - 1)
    }
    assert len(numbers) == 9
    assert all(0 <= n < 2**63 for n in numbers)
    assert lock_number("phase", 1) == lock_number("phase", 1)
