"""One file a figure; `ALL` in the order in which they run."""

from bench.figures import (
    attempt_page,
    autosave,
    course_page,
    floor_page,
    floor_upsert,
    floor_view,
    front_page,
    lesson_page,
    start,
    submit,
)

FLOORS = [floor_view.FIGURE, floor_page.FIGURE, floor_upsert.FIGURE]
ALL = [
    front_page.FIGURE,
    course_page.FIGURE,
    lesson_page.FIGURE,
    attempt_page.FIGURE,
    autosave.FIGURE,
    start.FIGURE,
    submit.FIGURE,
]
