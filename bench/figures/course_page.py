"""The course page with twelve lessons and the person's progress."""

from itertools import cycle

from bench.figure import Figure, Scene
from bench.load import http
from courses.outline import page_url


def requests(scene: Scene):
    for session in cycle(scene.sessions):
        yield http("GET", page_url(scene.course.url_path), session=session, word="Bài 3.2")


FIGURE = Figure(name="course_page", requests=requests, floor="floor_page", must=0.8, queries=12)
