"""The register of the Vietnamese: forms and faults ask with *Vui lòng*; and words that readers asked to change.

The words are those of readers who went through every page; each pair says what no sentence may hold.
"""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

#: What no sentence holds, and what stands instead.
LEFT_BEHIND = {
    r"(?:^|[.:;!?] )(?:Xin|Mời|Hãy) ": "Vui lòng",
    r"(?:^|[.:;!?] )Đề nghị (?:chọn|nhập|ghi|sửa|xem|điền|mở|lưu|xóa|thử|kiểm tra|liên hệ|tải|đặt) ": "Vui lòng",
    r"\bbạn\b": "đồng chí",
    r"cuộc thi đua": "phong trào thi đua",
    r"[Nn]iêm phong": "khóa bản chính thức",
    r"đúng nhịp": "đúng tiến độ",
    r"[Cc]hức danh": "chức vụ",
    r"sổ Excel": "tệp Excel",
    r"hàng đợi": "danh sách chờ thẩm định",
    r"giấy phép": "mở lại có thời hạn",
    r"liêm chính": "theo dõi thay đổi",
    r"khiếu nại": "kiến nghị",
    r"[Pp]hiếu bầu": "phiếu bình xét",
    r"-----|^–$": "Chọn…, Không có",
}


@pytest.mark.once
def test_no_sentence_says_what_readers_asked_to_change() -> None:
    path = settings.BASE_DIR / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        found = [message.string for message in read_po(file) if message.id]
    sentences = [text for one in found for text in (one if isinstance(one, tuple) else (one,))]
    assert len(sentences) > 2000
    faults = [
        (text, better)
        for text in sentences
        for worse, better in LEFT_BEHIND.items()
        if re.search(worse, text)
    ]
    assert faults == []
