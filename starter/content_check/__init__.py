"""What must hold of the starter content before anyone learns from it.

Every sentence that states a number, a date, an authority or a duty names the provision and the verified
fact it rests on, in a marker ``{{provision|FACT,FACT}}`` before its full stop. Only the standard library is
used, so that an editor can run the check without the application.
"""

import re
import unicodedata
from collections import Counter
from pathlib import Path

from starter.content_check.lessons import check_lesson
from starter.content_check.prose import Passage, check_passage
from starter.content_check.questions import check_bank, check_final, check_practice
from starter.content_check.report import Report
from starter.content_check.sources import Sources, check_sources, read_sources, read_toml

CONTENT = Path(__file__).resolve().parent.parent / "content"
OLD_TONE_PLACE = re.compile(r"\b\w*(?<![qQ])(oá|oà|oả|oã|oạ|oé|oè|oẻ|oẽ|oẹ|uý|uỳ|uỷ|uỹ|uỵ)\b", re.IGNORECASE)


def check_course(folder: Path, sources: Sources, report: Report) -> None:
    name = folder.name
    files = [folder / "course.toml", folder / "questions.toml", *sorted((folder / "lessons").glob("*.toml"))]
    read = [read_toml(path, path.relative_to(folder.parent).as_posix(), report) for path in files]
    if None in read:
        return
    course, bank, *lesson_tables = read
    lessons = {path.stem: lesson for path, lesson in zip(files[2:], lesson_tables, strict=True)}
    for aim in [
        course["summary"],
        *course["outcomes"],
        *(module["description"] for module in course["modules"]),
    ]:
        check_passage(Passage(aim, label=True), f"{name}/course.toml", sources, report)

    for code, lesson in lessons.items():
        check_lesson(lesson, f"{name}/lessons/{code}.toml", sources, report, number=course.get("number", 1))
    listed = [code for module in course["modules"] for code in module["lessons"]]
    for code in set(listed) ^ set(lessons):
        report.add(f"{name}/course.toml", "lesson listed without a file, or a file not listed", code)
    for slug, times in Counter(lesson.get("slug") for lesson in lessons.values()).items():
        if times > 1:
            report.add(f"{name}/lessons", "the same slug twice", slug)
    with_table = sum(
        any(b.get("kind") == "table" for b in lesson.get("blocks", [])) for lesson in lessons.values()
    )
    if 2 * with_table < len(lessons):
        report.add(f"{name}/lessons", "fewer than every second lesson has a table", str(with_table))

    check_bank(bank["questions"], course, set(lessons), f"{name}/questions.toml", sources, report)
    check_final(bank["questions"], course, f"{name}/course.toml", report)
    check_practice(bank["questions"], course, f"{name}/course.toml", report)


def check_spelling(root: Path, report: Report) -> None:
    for path in [root / "facts.csv", *sorted(root.rglob("*.toml"))]:
        text = path.read_text(encoding="utf-8")
        file = str(path.relative_to(root))
        if text != unicodedata.normalize("NFC", text):
            report.add(file, "not in Unicode NFC")
        for word in sorted({match.group() for match in OLD_TONE_PLACE.finditer(text)}):
            report.add(file, "tone on the second vowel", word)


def check(root: Path = CONTENT) -> Report:
    """Read all content under `root` and report everything that breaks a rule."""
    report = Report()
    sources = read_sources(root, report)
    check_sources(sources, report)
    for course in sorted(root.glob("*/course.toml")):
        check_course(course.parent, sources, report)
    check_spelling(root, report)
    return report
