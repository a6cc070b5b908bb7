"""What unions report under the printed table, and what it gives them: worked out by hand from the text."""

from dataclasses import dataclass, field

#: The code of the level of work done (criterion 3), and of the duty that nobody was given (criterion 5).
LEVEL, DUTY = "3.1", "5.1"


@dataclass(frozen=True)
class Reported:
    """A union's figures by the codes of the lines; what is left out is 0, the level 5. `lines` are points to read."""

    union: str
    figures: dict[str, int] = field(default_factory=dict)
    is_without_duty: bool = False
    is_disciplined: bool = False
    rank: str = ""
    points: str = ""
    band: str = ""
    lines: dict[str, str] = field(default_factory=dict)


#: Nothing to take off and nothing to add, and no duty in the month, which counts in full: 10 + 50 + 20 = 80.
BA_DINH = Reported(
    "BD", is_without_duty=True, rank="3", points="80,00", band="Xuất sắc",
    lines={"I": "10,00", "II": "50,00", "5.1": "5,00", "III": "20,00", "IV": "0,00"},
)  # fmt: skip
#: 80 and one commendation, 3: 83. A violation was established, so not the highest band; the next one does not ask.
TAY_HO = Reported(
    "TH", {"IV.1": 1}, is_disciplined=True, rank="2", points="83,00", band="A",
)  # fmt: skip
#: A duty left out, 5 of 5 lost: 75. Bonus 2 × 3 + 3 × 2 = 12, held at 10: 85. A criterion is at 0: neither of the two
#: highest bands, so B, which asks nothing.
CAU_GIAY = Reported(
    "CG", {"5.1": 1, "IV.1": 2, "IV.2": 3}, rank="1", points="85,00", band="B",
    lines={"5.1": "0,00", "5": "0,00", "III": "15,00", "IV.1": "6,00", "IV.2": "6,00", "IV": "10,00"},
)  # fmt: skip
#: 8 − 3 × 0,5 − 2 × 1 = 4,5, with 2: 6,5. Level 4: 25 − 2 × 2 = 21; 20 − 2 = 18: 39. And 20: 65,5.
#: Bonus 2 × 3 + 2 + 6 × 0,25 = 9,5: 75.
LONG_BIEN = Reported(
    "LB", {"1.2": 3, "1.3": 2, LEVEL: 4, "3.2": 2, "4.2": 1, "IV.1": 2, "IV.2": 1, "IV.4": 6},
    rank="4", points="75,00", band="A",
    lines={"1.2": "−1,50", "1.3": "−2,00", "1": "4,50", "I": "6,50", "3.1": "25,00", "3": "21,00", "4": "18,00",
           "IV.4": "1,50", "IV": "9,50"},
)  # fmt: skip
#: 8 − 2 × 0,5 = 7, with 2: 9. 30, and 20 − 2 × 2 = 16: 46. The book of the duty not written, 5 − 3 = 2, with 10 and 5:
#: 17. Sum 72, and one commendation: 75, as many as Long Bien.
HOANG_MAI = Reported(
    "HM", {"1.2": 2, "4.2": 2, "5.3": 1, "IV.1": 1}, rank="4", points="75,00", band="A",
)  # fmt: skip
#: 10. Level 3: 20, with 20: 40. A report never sent, 10 of 10 lost, and one late, 2 more: 0; with 5 and 5: 10. Sum 60.
#: An initiative of grade A, 3, four days late, 4 × 0,25 = 1: 2. 62.
GIA_LAM = Reported(
    "GL", {LEVEL: 3, "6.1": 1, "6.2": 1, "IV.5.1": 1, "IV.5.4": 4}, rank="6", points="62,00", band="C",
    lines={"6.1": "0,00", "6.2": "−2,00", "6": "0,00", "III": "10,00", "IV.5.4": "−1,00", "IV.5": "2,00"},
)  # fmt: skip
#: 8 − 20 × 0,5 − 3 × 1 is below 0: 0; 2 − 3 × 0,5 = 0,5: 0,5. Level 2: 15 − 2 × 2 = 11; a file lost, 10 − 2 = 8: 19.
#: 5 − 2 − 1 = 2; 10 − 2 × 2 − 5 = 1; 5 − 3 = 2: 5. An initiative of grade B, 2, twelve days late, 3: not below 0. 24,5.
DONG_DA = Reported(
    "DD",
    {"1.2": 20, "1.3": 3, "2.2": 3, LEVEL: 2, "3.2": 2, "4.1": 1, "4.2": 1, "5.2": 1, "5.4": 1, "6.2": 2, "6.4": 1,
     "7.2": 1, "IV.5.2": 1, "IV.5.4": 12},
    rank="7", points="24,50", band="Chưa đạt",
    lines={"1.2": "−8,00", "1.3": "−3,00", "1": "0,00", "2": "0,50", "I": "0,50", "3": "11,00", "4.1": "10,00",
           "4": "8,00", "II": "19,00", "5": "2,00", "6": "1,00", "7": "2,00", "III": "5,00", "IV.5.2": "2,00",
           "IV.5.4": "−3,00", "IV.5": "0,00", "IV": "0,00"},
)  # fmt: skip
#: Sends nothing: it stands apart, without a rank and without a band.
SOC_SON = Reported("SS")

REPORTING = (CAU_GIAY, TAY_HO, BA_DINH, LONG_BIEN, HOANG_MAI, GIA_LAM, DONG_DA)
