"""A scoring table that is in use, as printed: "Bảng tiêu chí chấm điểm thi đua hằng tháng dành cho nhân viên".

Source: "văn bản 5.10" of the emulation council of a primary and lower secondary school, school year 2026–2027, for its
staff; published on GitHub in the program by which that school gives its points, `EvaluationTemplateSeeder.php`, sets
STAFF and OFFICE_GRADES (the school is not named there). The words of the lines are shortened here; points, kinds of
lapses and bands are all those of the text. Where it has persons, unions stand here.

Nearly every criterion begins with its points and loses some for each lapse. So each is a small group, held between 0
and its points: a base line that is lost by the gravest lapse, and penalty lines for the others.

Lapses that cost the same in one criterion are one line, and so are bonuses that give the same. Not entered: what the
text says of other months and years ("over 8 days of leave in a school year: not graded in the fourth quarter").
"""

from typing import NamedTuple


class Lapse(NamedTuple):
    """So many points off each time."""

    name: str
    points: str


class Criterion(NamedTuple):
    """A criterion with its points; `steps` are (from, to below, points) of its gravest lapse, or of its level."""

    code: str
    name: str
    most: str
    base: str
    steps: tuple[tuple[str, str, str], ...]
    lapses: tuple[Lapse, ...]
    full_without: bool = False


#: Standards with the points printed beside them.
STANDARDS = (("I", "Nền nếp, tác phong", "10"), ("II", "Chất lượng, hiệu quả công việc", "50"),
             ("III", "Các hoạt động khác", "20"))  # fmt: skip
#: The criteria of each standard, numbered through as printed.
CRITERIA: dict[str, tuple[Criterion, ...]] = {
    "I": (
        Criterion(
            "1", "Ngày, giờ công", "8",
            "Nghỉ không phép, bỏ vị trí hoặc ca trực", (("0", "1", "8"), ("1", "", "0")),
            (Lapse("Đi muộn, về sớm, họp muộn dưới 30 phút", "0,5"),
             Lapse("Muộn từ 30 phút, vắng họp, nghỉ có phép", "1")),
        ),
        Criterion(
            "2", "Trang phục, đồng phục và tác phong", "2",
            "Hành vi thiếu chuẩn mực tái phạm", (("0", "1", "2"), ("1", "", "0")),
            (Lapse("Không đúng âu phục, lễ phục", "0,5"), Lapse("Trang phục không bảo đảm văn hóa công sở", "1")),
        ),
    ),
    "II": (
        # One of six levels, best first in the text: 30, 25, 20, 15, 10, 0 points.
        Criterion(
            "3", "Mức độ hoàn thành nhiệm vụ được giao", "30", "Mức hoàn thành, từ 0 đến 5",
            (("0", "1", "0"), ("1", "2", "10"), ("2", "3", "15"), ("3", "4", "20"), ("4", "5", "25"), ("5", "", "30")),
            (Lapse("Sản phẩm thiếu, số liệu sai, chậm mốc, không cập nhật", "2"),),
        ),
        # 10 of the 20 points for each file that is lost: nothing is left from the second on.
        Criterion(
            "4", "Hồ sơ, sổ sách giấy và điện tử", "20", "Mất hồ sơ, không lập hồ sơ",
            (("0", "1", "20"), ("1", "2", "10"), ("2", "", "0")),
            (Lapse("Hồ sơ thiếu, ghi sai, bảo quản kém, không thống nhất", "2"),),
        ),
    ),
    "III": (
        # Who has no duty in the month gets the full points.
        Criterion(
            "5", "Trực tuần, trực lãnh đạo", "5", "Không trực", (("0", "1", "5"), ("1", "", "0")),
            (Lapse("Trực muộn, rời vị trí", "2"), Lapse("Không ghi sổ trực", "3"),
             Lapse("Ghi sổ trực thiếu nội dung", "1")),
            full_without=True,
        ),
        Criterion(
            "6", "Chế độ thông tin, báo cáo", "10", "Không nộp báo cáo sau khi được nhắc",
            (("0", "1", "10"), ("1", "", "0")),
            (Lapse("Báo cáo sai, thiếu, muộn; chậm cập nhật dữ liệu", "2"),
             Lapse("Nộp muộn, ảnh hưởng việc chung", "3"),
             Lapse("Sai nghiêm trọng", "5")),
        ),
        Criterion(
            "7", "Tinh thần chủ động, phối hợp và trách nhiệm", "5", "Né tránh, không phối hợp, không phản hồi",
            (("0", "1", "5"), ("1", "", "0")),
            (Lapse("Chậm tiến độ, kết quả thấp do phối hợp", "3"),),
        ),
    ),
}  # fmt: skip

#: Bonus points, held at 10 together; each with the points for each time.
BONUS = ("IV", "Điểm cộng", "10")
BONUSES = (
    Lapse("Dự thi, dạy chuyên đề; học sinh đạt giải thành phố; khen thưởng", "3"),
    Lapse("Hỗ trợ đồng nghiệp thi, dạy chuyên đề", "2"),
    Lapse("Học sinh đạt giải phường; chủ động tổ chức phong trào", "1"),
    Lapse("Tham gia hoạt động phong trào", "0,25"),
)
#: A bonus that late days eat up, "điểm cộng không âm".
INITIATIVES = ("IV.5", "Sáng kiến, nghiên cứu khoa học", "10")
GRADES = (Lapse("Sáng kiến loại A", "3"), Lapse("Sáng kiến loại B", "2"), Lapse("Sáng kiến loại C", "1"))
LATE_DAYS = Lapse("Ngày nộp sáng kiến muộn", "0,25")

#: The bands, the highest first: (name, from, only without a criterion at 0, only without an established violation).
BANDS = (
    ("Xuất sắc", "80", True, True),
    ("A", "75", True, False),
    ("B", "65", False, False),
    ("C", "50", False, False),
    ("Chưa đạt", "0", False, False),
)
