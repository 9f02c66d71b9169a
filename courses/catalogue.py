"""What the catalogue shows a visitor: the courses they may read, narrowed by words."""

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.forms import SearchForm
from courses.listing import CourseRow, rows_of
from courses.models import CoursePage, LessonPage
from courses.outline import page_url
from courses.restrictions import readable
from organisation.querysets import branch

COURSES_A_PAGE = 24
LESSONS_SHOWN = 6


def open_courses(request):
    """The live courses this visitor may read, in the order of the tree."""
    return readable(CoursePage.objects.live(), request).order_by("path")


def catalogue_context(request, below: Page | None) -> dict:
    """Courses below a page of the catalogue, those that match `?q=`, and the lessons the words were found in."""
    form = SearchForm(request.GET)
    words = form.words
    courses = open_courses(request)
    if below is not None and below.pk:
        courses = courses.descendant_of(below)
    page = Paginator(courses.matching(words), COURSES_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = rows_of(page.object_list)
    query = QueryDict(mutable=True)
    if words:
        query["q"] = words
    is_shelf = below is not None and below.depth > 3
    return {
        "search": form,
        "words": words,
        "page_of_courses": page,
        "lessons_found": lessons_matching(words, list(page)) if words else [],
        "query": f"{query.urlencode()}&" if query else "",
        "crumbs": [(_("Courses"), page_url(below.get_parent().url_path))] if is_shelf else [],
    }


def lessons_matching(words: str, courses: list[CourseRow]) -> list[dict]:
    """A few lessons of these courses whose title or goal holds all the words, with the course they stand in."""
    titles = {course.path: course.title for course in courses}
    lessons = LessonPage.objects.live().matching(words).filter(branch(titles)).defer_streamfields()
    return [
        {
            "title": lesson.title,
            "url": page_url(lesson.url_path),
            "meta": next(title for path, title in titles.items() if lesson.path.startswith(path)),
        }
        for lesson in lessons.order_by("path")[:LESSONS_SHOWN]
    ]
