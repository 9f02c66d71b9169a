"""The template that trainers download: an example of every kind, and how the columns are filled."""

from django.utils.translation import gettext as _

from quizzes.exchange import excel

EXAMPLES = [
    {
        "kind": "một đáp án",
        "text": "Luật Thi đua, khen thưởng số 06/2022/QH15 có hiệu lực từ ngày nào? (dòng mẫu, xin xóa)",
        "A": "01/7/2023",
        "B": "01/01/2024",
        "C": "15/6/2022",
        "D": "01/7/2025",
        "answer": "B",
        "difficulty": "nhớ",
        "explanation": "Điều khoản thi hành của Luật quy định ngày này.",
    },
    {
        "kind": "nhiều đáp án",
        "text": "Những nguyên tắc nào là nguyên tắc thi đua? (dòng mẫu, xin xóa)",
        "A": "Tự nguyện, tự giác, công khai",
        "B": "Đoàn kết, hợp tác và cùng phát triển",
        "C": "Luân phiên giữa các phòng",
        "answer": "A,B",
        "difficulty": "hiểu",
        "explanation": "Luật nêu hai nguyên tắc này.",
    },
    {
        "kind": "đúng/sai",
        "text": "Danh hiệu thi đua được xét khi có đăng ký thi đua. (dòng mẫu, xin xóa)",
        "answer": "Đúng",
        "difficulty": "nhớ",
        "explanation": "Đăng ký thi đua là một căn cứ xét tặng.",
    },
]


def template() -> bytes:
    return excel.workbook(EXAMPLES, guide())


def guide() -> list[str]:
    """One line a rule."""
    return [
        _("One row is one question. Only “Nội dung” and “Đáp án” are needed; the examples may be deleted."),
        _("Mã: your own code. A code that is in the bank makes a new version of that question, not a copy."),
        _(
            "Loại: một đáp án, nhiều đáp án, đúng/sai, ghép đôi, sắp xếp, số, trả lời ngắn, điền chỗ trống, tự luận."
        ),
        _("Đáp án: the letters of the right options (B or A,C); Đúng or Sai; a number (1.234,5 ± 0,5)."),
        _("Trả lời ngắn: accepted answers with | between them. Sắp xếp: the options in their right order."),
        _("Ghép đôi: in each column “left = right”; “= right” alone is one option too many."),
        _(
            "Điền chỗ trống: [[1]], [[2]] in the question; column A says what fills [[1]], B what fills [[2]]: "
            "sai | *đúng (choose), #7 ± 1 (number), or words."
        ),
        _("Độ khó: nhớ, hiểu, vận dụng. Chủ đề: a part of the category; “/” parts the levels."),
        _("Căn cứ: Điều 5, khoản 2, Luật 2022; several with “;” between them."),
        _("Format cells as text before typing 1/2 or 1,3: otherwise Excel makes dates and numbers of them."),
    ]
