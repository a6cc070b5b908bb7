"""The sheets of the campaign workbook, as data. A stable interface: keys never change, columns are only added at the end.

Titles and captions are part of the file and stay Vietnamese in either language of the pages.
"""

from campaigns.choices import (
    Accumulation,
    CampaignKind,
    ContentKind,
    IndicatorKind,
    ResultState,
    Subject,
    Supplier,
    TargetKind,
)
from campaigns.scoring import registry
from campaigns.scoring.columns import Spec
from campaigns.scoring.columns import columns as rule_columns
from campaigns.workbook.columns import Column, Kind, Sheet, choice, code, of_kind, text
from units.choices import ClusterKind, Level, Role, Sector

PHASE = (
    of_kind(Kind.WHOLE, "phase_number", "Đợt số", need=True, ex=1),
    choice("phase_sector", "Đợt của khu vực", Sector, note="as in sheet phases; empty: the phase for all"),
)


def sample() -> Column:
    """Marks what no document says."""
    return of_kind(
        Kind.FLAG,
        "is_sample",
        "Số liệu mẫu",
        note="made up to show how the system works; marked on every page",
    )


def criteria_columns() -> tuple[Column, ...]:
    """The sheet's own columns, then those of every rule's parameters and further indicators."""
    return (
        code("table", "Mã bảng điểm", "tables", need=True, ex="B1"),
        of_kind(Kind.WHOLE, "version", "Phiên bản", default=1, ex=1),
        code("code", "Mã", need=True, limit=20, ex="1"),
        code("parent", "Thuộc tiêu chí", limit=20, note="code of the group that it belongs to"),
        text("name", "Tên", 300, need=True, ex="Kết nạp đoàn viên mới"),
        of_kind(Kind.WHOLE, "order", "Thứ tự", need=True, ex=1),
        choice("rule", "Cách tính", registry.choices(), need=True, ex=registry.EXAMPLE),
        code("indicator", "Mã chỉ tiêu", "indicators", ex="DV", note="for every leaf; empty for a group"),
        of_kind(Kind.NUMBER, "max_points", "Điểm tối đa", need=True, ex=40),
        *map(_of_rule, rule_columns()),
    )  # fmt: skip


def _of_rule(spec: Spec) -> Column:
    if spec.is_indicator:
        return code(spec.key, spec.caption, "indicators")
    if spec.choices is not None:
        return choice(spec.key, spec.caption, spec.choices, default=spec.default, ex=spec.default)
    return of_kind(Kind.NUMBER, spec.key, spec.caption, default=spec.default, ex=spec.default)


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "unions", "Công đoàn", "Unions of any level with their present place in the tree.", ("code",),
        (
            code("code", "Mã", need=True, ex="HN"),
            text("name", "Tên đầy đủ", 200, need=True, ex="LĐLĐ thành phố Hà Nội"),
            text("short_name", "Tên ngắn", 80, need=True, ex="LĐLĐ Hà Nội"),
            choice("level", "Cấp", Level, need=True, ex="city"),
            choice("sector", "Khu vực", Sector, ex="union_body"),
            code("parent", "Mã cấp trên", "unions", note="empty for the topmost union"),
            of_kind(Kind.DAY, "valid_from", "Thuộc cấp trên từ ngày", need=True, ex="2024-01-01",
                    note="first day under this parent; the earlier place stays in history when the parent changes"),
            of_kind(Kind.DAY, "founded_on", "Ngày thành lập"),
            of_kind(Kind.DAY, "dissolved_on", "Ngày kết thúc hoạt động"),
            sample(),
        ),
    ),
    Sheet(
        "clusters", "Cụm, khối thi đua", "Clusters (by area) and blocs (by function).", ("code",),
        (
            code("code", "Mã", need=True, ex="CUM1"),
            text("name", "Tên", 120, need=True, ex="Cụm thi đua số 1"),
            choice("kind", "Loại", ClusterKind, default="area", ex="area"),
            code("owner", "Mã cấp lập cụm", "unions", need=True, ex="HN"),
            text("founded_by", "Quyết định thành lập", 200),
            of_kind(Kind.WHOLE, "order", "Thứ tự", default=0, ex=1),
            sample(),
        ),
    ),
    Sheet(
        "members", "Thành viên cụm", "Members of the clusters, from–to.", ("cluster", "union", "valid_from"),
        (
            code("cluster", "Mã cụm", "clusters", need=True, ex="CUM1"),
            code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
            of_kind(Kind.DAY, "valid_from", "Từ ngày", need=True, ex="2024-01-01"),
            of_kind(Kind.DAY, "valid_to", "Đến trước ngày", note="the first day on which it no longer holds; empty: still holds"),
        ),
    ),
    Sheet(
        "terms", "Cụm trưởng, cụm phó", "The unions that lead and deputise in a year.", ("cluster", "year"),
        (
            code("cluster", "Mã cụm", "clusters", need=True, ex="CUM1"),
            of_kind(Kind.WHOLE, "year", "Năm", need=True, ex=2024),
            code("leader", "Mã cụm trưởng", "unions", need=True, ex="HN"),
            code("deputy", "Mã cụm phó", "unions"),
        ),
    ),
    Sheet(
        "people", "Cán bộ", "People and the posts they hold, a row a post. No passwords: a new account cannot sign in until one is set.",
        ("username", "full_name", "union", "title", "valid_from"),
        (
            code("username", "Tên đăng nhập", limit=80, note="empty: a person without an account"),
            text("full_name", "Họ và tên", 120, need=True, ex="Nguyễn Văn A"),
            text("email", "Thư điện tử", 254),
            code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
            text("title", "Chức vụ", 120, need=True, ex="Chủ tịch"),
            choice("role", "Vai trò", Role, need=True, ex="chair"),
            of_kind(Kind.DAY, "valid_from", "Từ ngày", need=True, ex="2024-01-01"),
            of_kind(Kind.DAY, "valid_to", "Đến trước ngày", note="the first day on which it no longer holds; empty: still holds"),
            text("source", "Căn cứ", 200),
            sample(),
        ),
    ),
    Sheet(
        "campaign", "Phong trào thi đua", "The campaign: exactly one row.", ("code",),
        (
            code("code", "Mã", need=True, ex="HN-2024"),
            text("name", "Tên", 200, need=True, ex="Phong trào thi đua năm 2024"),
            choice("kind", "Loại", CampaignKind, default="yearly", ex="yearly"),
            of_kind(Kind.WHOLE, "year", "Năm", need=True, ex=2024),
            text("theme", "Chủ đề"),
            text("legal_basis", "Căn cứ pháp lý"),
            code("owner", "Mã đơn vị phát động", "unions", need=True, ex="HN"),
            code("parent", "Mã phong trào cấp trên", note="a campaign that is in the system already, which this one answers"),
            text("source", "Nguồn", 300),
            of_kind(Kind.DAY, "source_date", "Ngày của nguồn"),
            of_kind(Kind.FLAG, "is_extract", "Trích báo cáo in", note="only what a printed report gives; nobody counts as late"),
            sample(),
        ),
    ),
    Sheet(
        "phases", "Đợt thi đua", "Phases: the period covered and the window of entry.", ("number", "sector"),
        (
            of_kind(Kind.WHOLE, "number", "Số", need=True, ex=1),
            text("name", "Tên", 120, need=True, ex="Đợt 1"),
            text("theme", "Chủ đề"),
            choice("sector", "Khu vực", Sector, note="empty: for all"),
            of_kind(Kind.DAY, "period_from", "Tính từ ngày", need=True, ex="2024-01-01", note="first day covered"),
            of_kind(Kind.DAY, "period_to", "Tính đến hết ngày", need=True, ex="2024-07-31", note="last day covered"),
            of_kind(Kind.MOMENT, "entry_opens_at", "Mở nhập lúc", need=True, ex="2024-07-01T00:00", note="Vietnam time"),
            of_kind(Kind.MOMENT, "entry_closes_at", "Khóa nhập lúc", need=True, ex="2024-08-01T00:00",
                    note="entry is taken until just before; the end of 31/07 is 01/08 00:00, or the words “hết ngày 31/07/2024”"),
            of_kind(Kind.NUMBER, "target_share", "% chỉ tiêu năm phải đạt", default=100, ex=100),
        ),
    ),
    Sheet(
        "contents", "Nội dung", "Contents, thematic movements and anniversaries of the launch plan.", ("order",),
        (
            of_kind(Kind.WHOLE, "order", "Thứ tự", need=True, ex=1),
            choice("kind", "Loại", ContentKind, default="content", ex="content"),
            choice("sector", "Khu vực", Sector),
            choice("subject", "Đối tượng", Subject, default="all", ex="all"),
            text("text", "Nội dung", need=True, ex="Thi đua lao động giỏi, lao động sáng tạo"),
            of_kind(Kind.DAY, "day", "Ngày"),
        ),
    ),
    Sheet(
        "indicators", "Chỉ tiêu", "What is measured.", ("code",),
        (
            code("code", "Mã", need=True, ex="DV"),
            text("name", "Tên", 200, need=True, ex="Kết nạp đoàn viên mới"),
            text("short_name", "Tên ngắn", 60, need=True, ex="Đoàn viên mới"),
            text("group", "Nhóm", 160),
            text("unit_of_measure", "Đơn vị tính", 40, ex="đoàn viên"),
            choice("kind", "Kiểu số liệu", IndicatorKind, default="number", ex="number"),
            choice("accumulation", "Lũy kế", Accumulation, default="sum", ex="sum"),
            choice("supplier", "Ai nhập", Supplier, default="union", ex="union"),
            of_kind(Kind.WHOLE, "decimals", "Số lẻ", default=0, ex=0, note="0 to 4"),
            of_kind(Kind.FLAG, "needs_evidence", "Cần minh chứng"),
            of_kind(Kind.WHOLE, "order", "Thứ tự", need=True, ex=1),
        ),
    ),
    Sheet(
        "tables", "Bảng điểm", "Versions of the scoring tables.", ("code", "version"),
        (
            code("code", "Mã", need=True, ex="B1"),
            text("name", "Tên", 160, need=True, ex="Bảng chấm điểm"),
            of_kind(Kind.WHOLE, "version", "Phiên bản", default=1, ex=1),
            code("cluster", "Riêng của cụm", "clusters"),
        ),
    ),
    Sheet(
        "criteria", "Tiêu chí", "Lines of the scoring tables: groups, and leaves with a rule over one indicator.",
        ("table", "version", "code"), criteria_columns,
    ),
    Sheet(
        "bands", "Xếp loại", "Bands of the final points.", ("table", "version", "lowest"),
        (
            code("table", "Mã bảng điểm", "tables", need=True, ex="B1"),
            of_kind(Kind.WHOLE, "version", "Phiên bản", default=1, ex=1),
            text("name", "Xếp loại", 80, need=True, ex="Xuất sắc"),
            of_kind(Kind.NUMBER, "lowest", "Từ điểm", need=True, ex=90),
        ),
    ),
    Sheet(
        "participants", "Đơn vị tham gia", "Unions taking part in a phase.", ("phase_number", "phase_sector", "union"),
        (
            *PHASE,
            code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
            code("cluster", "Mã cụm", "clusters", ex="CUM1"),
            choice("sector", "Khu vực của đơn vị", Sector, note="empty: the union's own"),
            code("table", "Mã bảng điểm", "tables", ex="B1"),
            of_kind(Kind.WHOLE, "table_version", "Phiên bản bảng điểm", ex=1, note="1 when a table is named without a version"),
        ),
    ),
    Sheet(
        "targets", "Chỉ tiêu giao, đăng ký", "Targets in force, for the whole campaign.", ("union", "indicator", "kind"),
        (
            code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
            code("indicator", "Mã chỉ tiêu", "indicators", need=True, ex="DV"),
            choice("kind", "Giao hay đăng ký", TargetKind, need=True, ex="registered"),
            of_kind(Kind.NUMBER, "value", "Số", need=True, ex=1000),
            text("reason", "Lý do", 300, note="why a target changed"),
        ),
    ),
    Sheet(
        "results", "Kết quả", "Figures. Rows that nobody has touched are left out.",
        ("phase_number", "phase_sector", "union", "indicator"),
        (
            *PHASE,
            code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
            code("indicator", "Mã chỉ tiêu", "indicators", need=True, ex="DV"),
            choice("state", "Tình trạng", ResultState, ex="reported", note="empty: reported with a figure, not_reported without"),
            of_kind(Kind.NUMBER, "value", "Số", ex=800, note="only with state reported; a yes is 1, a no is 0"),
            of_kind(Kind.DAY, "as_of", "Tính đến ngày", ex="2024-07-15"),
            of_kind(Kind.FLAG, "is_estimate", "Số ước"),
            text("note", "Ghi chú", 300),
        ),
    ),
)  # fmt: skip
BY_KEY = {sheet.key: sheet for sheet in SHEETS}
