"""A small cast of known people and a small campaign, built by the services.

Hoa is officer and Hung chair of Ba Dinh; Lan chairs Long Bien, which leads the cluster; Minh is officer and Mai vice
chair of Hoang Mai, the cluster's deputy; Nga is officer of Ha Dong, which leads another cluster; Quang is officer of
the city federation; Kim inspects there, and An administers; Vy has an account and no post.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.choices import IndicatorKind, ResultStatus, Supplier, TargetKind
from campaigns.models import (
    Campaign,
    Criterion,
    CriterionInput,
    Indicator,
    Participant,
    Phase,
    Result,
    ScoringTable,
    Stage,
)
from campaigns.scoring import registry
from campaigns.services import campaigns, results, sheets, targets
from campaigns.services.results import Figure
from units.actors import SYSTEM
from units.choices import Level, Role, Sector
from units.models import Cluster, Union, User
from units.services import clusters, people, unions

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PASSWORD = "Mot-mat-khau-dai"
START = date(2020, 1, 1)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in Vietnam."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


NOW = at(2024, 7, 20, 9)
OPENS, CLOSES = at(2024, 7, 1), at(2024, 8, 1)


@dataclass
class World:
    """The organisation of the tests."""

    confederation: Union
    city: Union
    ba_dinh: Union
    long_bien: Union
    hoang_mai: Union
    ha_dong: Union
    cluster_1: Cluster
    cluster_2: Cluster
    users: dict[str, User] = field(default_factory=dict)
    season: "Season | None" = field(default=None, repr=False, compare=False)

    def __getattr__(self, name: str) -> User:
        """`world.hoa` is Hoa's account."""
        try:
            return self.__dict__["users"][name]
        except KeyError as error:
            raise AttributeError(name) from error


def make_world() -> World:
    """Build the organisation and the cast."""
    early = at(2020, 1, 1)

    def union(code: str, name: str, level: str, parent: Union | None) -> Union:
        return unions.found_union(
            code=code,
            name=name,
            short_name=name,
            level=level,
            sector=Sector.UNION_BODY,
            parent=parent,
            by=SYSTEM,
            now=early,
            since=START,
        )

    confederation = union("TLD", "Tổng LĐLĐ Việt Nam", Level.CONFEDERATION, None)
    city = union("HN", "LĐLĐ thành phố Hà Nội", Level.CITY, confederation)
    members = {
        key: union(code, name, Level.DISTRICT, city)
        for key, code, name in (
            ("ba_dinh", "BD", "LĐLĐ quận Ba Đình"),
            ("long_bien", "LB", "LĐLĐ quận Long Biên"),
            ("hoang_mai", "HM", "LĐLĐ quận Hoàng Mai"),
            ("ha_dong", "HD", "LĐLĐ quận Hà Đông"),
        )
    }
    cluster_1 = clusters.found_cluster(code="C1", name="Cụm thi đua số 1", owner=city, by=SYSTEM, now=early)
    cluster_2 = clusters.found_cluster(code="C2", name="Cụm thi đua số 2", owner=city, by=SYSTEM, now=early)
    for key, member in members.items():
        clusters.join_cluster(
            cluster=cluster_2 if key == "ha_dong" else cluster_1,
            union=member,
            since=START,
            by=SYSTEM,
            now=early,
        )
    clusters.name_leader(
        cluster=cluster_1,
        year=2024,
        leader=members["long_bien"],
        deputy=members["hoang_mai"],
        by=SYSTEM,
        now=early,
    )
    clusters.name_leader(cluster=cluster_2, year=2024, leader=members["ha_dong"], by=SYSTEM, now=early)
    world = World(confederation=confederation, city=city, cluster_1=cluster_1, cluster_2=cluster_2, **members)
    cast = {
        "hoa": (world.ba_dinh, "Cán bộ", Role.OFFICER),
        "hung": (world.ba_dinh, "Chủ tịch", Role.CHAIR),
        "lan": (world.long_bien, "Chủ tịch", Role.CHAIR),
        "minh": (world.hoang_mai, "Cán bộ", Role.OFFICER),
        "mai": (world.hoang_mai, "Phó Chủ tịch", Role.VICE_CHAIR),
        "nga": (world.ha_dong, "Cán bộ", Role.OFFICER),
        "quang": (world.city, "Chuyên viên", Role.OFFICER),
        "kim": (world.city, "Ủy viên UBKT", Role.INSPECTOR),
        "an": (world.city, "Quản trị hệ thống", Role.ADMINISTRATOR),
        "vy": (None, "", ""),
    }
    for name, (place, title, role) in cast.items():
        person = people.register_person(
            full_name=name.capitalize(), email=f"{name}@example.vn", by=SYSTEM, now=early
        )
        world.users[name] = people.open_account(
            username=name, person=person, password=PASSWORD, by=SYSTEM, now=early
        )
        if place is not None:
            people.appoint(
                person=person, union=place, title=title, role=role, since=START, by=SYSTEM, now=early
            )
    return world


def add_person(
    world: World, name: str, union: Union, *, since: date = START, until: date | None = None,
    title: str = "Cán bộ", role: Role = Role.OFFICER,
) -> User:  # fmt: skip
    """One more person with a post from–to (half-open): who has left it, or is to begin."""
    early = at(2020, 1, 1)
    person = people.register_person(full_name=name.capitalize(), by=SYSTEM, now=early)
    world.users[name] = people.open_account(
        username=name, person=person, password=PASSWORD, by=SYSTEM, now=early
    )
    people.appoint(
        person=person, union=union, title=title, role=role, since=since, until=until, by=SYSTEM, now=early
    )
    return world.users[name]


@dataclass
class Season:
    """A launched campaign of the city with one phase, three indicators of unions and one judged by the federation."""

    world: World
    campaign: Campaign
    phase: Phase
    table: ScoringTable
    indicators: dict[str, Indicator]

    def sheet(self, union: Union) -> Participant:
        """The union's sheet."""
        return self.phase.participants.select_related("phase__campaign__owner", "union").get(union=union)

    def result(self, union: Union, code: str) -> Result:
        """The union's row for an indicator, as it is now."""
        return Result.objects.select_related("indicator", "participant__union", "participant__phase").get(
            participant=self.sheet(union), indicator__code=code
        )

    def figure(self, union: Union, code: str, value: str | None, state: str = "reported") -> Figure:
        """What an officer would enter for one indicator now."""
        row = self.result(union, code)
        return Figure(
            result_id=row.pk,
            state=state,
            value=None if value is None else Decimal(value),
            version=row.version,
        )

    def enter(self, union: Union, by: User, now: datetime = NOW, **values: str) -> int:
        """Enter figures by indicator code."""
        figures = [self.figure(union, code.upper(), value) for code, value in values.items()]
        return results.save_figures(participant=self.sheet(union), figures=figures, by=by, now=now)

    def send(self, union: Union, by: User, now: datetime = NOW, **values: str) -> None:
        """Enter figures and submit these alone, so that they count; the sheet's other lines stay as they are."""
        self.enter(union, by, now, **values)
        self.mark(union, *values, status=ResultStatus.SUBMITTED)

    def prove(self, union: Union, by: User, now: datetime = NOW, **values: str) -> None:
        """Enter figures that are appraised at once, so that no final waits for them."""
        self.enter(union, by, now, **values)
        self.mark(union, *values, status=ResultStatus.VERIFIED)

    def mark(self, union: Union, *codes: str, status: int) -> None:
        """Bring figures of a union to this status, whatever its sheet lacks; all of them without a code."""
        named = {"indicator__code__in": [code.upper() for code in codes]} if codes else {}
        self.sheet(union).results.filter(**named).update(status=status)


INDICATORS = (
    ("DV", "Kết nạp đoàn viên mới", "đoàn viên", IndicatorKind.NUMBER, 0, Supplier.UNION),
    ("KP", "Thu kinh phí công đoàn", "triệu đồng", IndicatorKind.MONEY, 1, Supplier.UNION),
    ("BC", "Báo cáo đúng hạn", "", IndicatorKind.YES_NO, 0, Supplier.UNION),
    ("TD", "Điểm thẩm định phong trào", "điểm", IndicatorKind.SCORE, 2, Supplier.FEDERATION),
)
CRITERIA = (
    ("1", "DV", "proportional", 40),
    ("2", "KP", "proportional", 30),
    ("3", "BC", "yes_no", 10),
    ("4", "TD", "judged", 20),
)


def make_criterion(
    table: ScoringTable,
    code: str,
    rule: str,
    most: Decimal | int | str,
    *inputs: Indicator,
    params: dict[str, int | str] | None = None,
    **fields: Any,
) -> Criterion:
    """A criterion with its indicators, in the order of its rule's roles.

    `params` are in the stored form: amounts in whole ten-thousandths.
    """
    criterion = Criterion.objects.create(
        table=table, code=code, rule=rule, max_points=Decimal(most), params=params or {}, **fields
    )
    for role, indicator in zip(registry.roles(rule), inputs, strict=False):
        CriterionInput.objects.create(criterion=criterion, role=role.name, indicator=indicator)
    return criterion


def make_season(world: World, *, launched: bool = True) -> Season:
    """Build the campaign: 100 % of the target due, entry from 1/7 to the end of 31/7/2024."""
    early = at(2024, 1, 10)
    campaign = campaigns.create_campaign(
        code="HN-2024", name="Thi đua năm 2024", year=2024, owner=world.city, by=SYSTEM, now=early
    )
    phase = campaigns.add_phase(
        campaign=campaign,
        number=1,
        name="Đợt 1",
        period_from=date(2024, 1, 1),
        period_to=date(2024, 7, 31),
        entry_opens_at=OPENS,
        entry_closes_at=CLOSES,
        by=SYSTEM,
        now=early,
    )
    indicators = {
        code: Indicator.objects.create(
            campaign=campaign, code=code, name=name, short_name=name, unit_of_measure=unit, kind=kind,
            decimals=places, supplier=supplier, order=n,
        )
        for n, (code, name, unit, kind, places, supplier) in enumerate(INDICATORS, start=1)
    }  # fmt: skip
    table = ScoringTable.objects.create(campaign=campaign, code="B1", name="Bảng điểm")
    for n, (code, indicator, rule, most) in enumerate(CRITERIA, start=1):
        facts = {"name": indicators[indicator].name, "order": n}
        judge = "Ban Chính sách - Pháp luật" if indicators[indicator].kind == IndicatorKind.SCORE else ""
        make_criterion(table, code, rule, most, indicators[indicator], judged_by=judge, **facts)
    for union, cluster in (
        (world.ba_dinh, world.cluster_1),
        (world.long_bien, world.cluster_1),
        (world.hoang_mai, world.cluster_1),
        (world.ha_dong, world.cluster_2),
    ):
        sheets.enrol(phase=phase, union=union, cluster=cluster, table=table, by=SYSTEM, now=early)
        goals = {indicators["DV"]: Decimal(1000), indicators["KP"]: Decimal(500)}
        targets.set_targets(
            campaign=campaign, union=union, kind=TargetKind.REGISTERED, values=goals, by=SYSTEM, now=early
        )
    sheets.prepare_sheets(phase=phase, by=SYSTEM, now=early)
    if launched:
        campaigns.launch_campaign(campaign=campaign, by=SYSTEM, now=early)
        phase.refresh_from_db()
    Stage.objects.all().delete()  # who tests the stages sets windows of its own
    world.season = Season(world=world, campaign=campaign, phase=phase, table=table, indicators=indicators)
    return world.season


def after(moment: datetime, **delta: float) -> datetime:
    """A moment later."""
    return moment + timedelta(**delta)
