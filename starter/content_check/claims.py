"""Which sentences state something of the law, and the markers that say what they rest on.

A marker is ``{{provision|FACT,FACT}}`` before the full stop.
"""

import re
from dataclasses import dataclass

MARKER = re.compile(r"\{\{([^{}|]*)\|([^{}|]*)\}\}")
PLACE = re.compile(r"[a-z0-9-]+(:\d+[a-z]?(\.\d+(\.[a-z]+)?)?)?")
SENTENCE_END = re.compile(r"(?<=[.?!;])\s+|(?<=[.?!;][\"”’)])\s+")
TAG = re.compile(r"<[^>]*>")
ALLOWED_TAG = re.compile(r"</?(strong|em)>")

LESSON_REFERENCE = re.compile(r"\b(bài|học phần|khóa|câu) \d+(\.\d+)?\b", re.IGNORECASE)
LIST_COUNTER = re.compile(r"^\s*(- )?(\(?\d+[.)]|bước \d+:?)\s", re.IGNORECASE)
DUTY_LOOKALIKE = re.compile(
    r"(không|chưa|chẳng) phải (là |do |vì |ai |của |mọi |lúc |chỉ |bản |danh |loại |hình )|(bên|tay|cột|sang|lẽ|vừa|đỡ|khỏi) phải|"
    r"cần rà soát|cần thiết|phải không|phải chăng",
    re.IGNORECASE,
)
COUNTED = (
    "loại|hình thức|nhóm|căn cứ|hành vi|nguyên tắc|điều|chương|khoản|điểm|trường hợp|yêu cầu|nội dung|phạm vi|bậc|"
    "danh hiệu|huân chương|huy chương|giải thưởng|đối tượng|vai|việc|bên|lần|năm|tháng|ngày|hạng|mốc|cấp"
)
CLAIMS = {
    "number": re.compile(
        rf"\d|\b(hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|một nửa|một phần) ({COUNTED})\b", re.IGNORECASE
    ),
    "authority": re.compile(
        r"\b(Quốc hội|Chính phủ|Thủ tướng|Chủ tịch|Bộ trưởng|Bộ (?=[A-ZĐ])|Ủy ban|UBND|Hội đồng|Sở (?=[A-ZĐ])|"
        r"Mặt trận)|\b(?i:người đứng đầu|(cấp|người|cơ quan) có thẩm quyền|bộ, ban, ngành)\b"
    ),
    "duty": re.compile(
        r"\b(phải|không được|nghiêm cấm|bị cấm|luật cấm|có trách nhiệm|chịu trách nhiệm|có quyền|bắt buộc|cần|"
        r"nghĩa vụ|chỉ được|có thẩm quyền)\b",
        re.IGNORECASE,
    ),
}
BEFORE_AMENDMENT = re.compile(r"trước (khi )?(được |bị )?sửa đổi", re.IGNORECASE)


@dataclass(frozen=True)
class Marker:
    place: str
    facts: tuple[str, ...]

    @property
    def document(self) -> str:
        return self.place.partition(":")[0]


def plain(text: str) -> str:
    """The words a reader sees, without markers and tags."""
    return re.sub(r"\s+", " ", TAG.sub("", MARKER.sub("", text))).strip()


def word_count(text: str) -> int:
    return sum(any(c.isalnum() for c in word) for word in plain(text).split())


def sentences(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE_END.split(text) if plain(part)]


def markers(text: str) -> list[Marker]:
    return [
        Marker(place, tuple(code.strip() for code in codes.split(",")))
        for place, codes in MARKER.findall(text)
    ]


def claims(sentence: str) -> list[str]:
    """Which kinds of claim a sentence makes. A question claims nothing."""
    words = plain(sentence)
    if words.rstrip('"”’) ').endswith("?"):
        return []
    words = LIST_COUNTER.sub("", words)
    words = LESSON_REFERENCE.sub("", words)
    words = DUTY_LOOKALIKE.sub("", words)
    return [kind for kind, pattern in CLAIMS.items() if pattern.search(words)]
