"""A lesson with all its blocks and its inline question."""

from itertools import cycle

from bench.figure import Figure, Scene
from bench.load import http
from courses.outline import page_url


def requests(scene: Scene):
    for session in cycle(scene.sessions):
        yield http(
            "GET", page_url(scene.lesson.url_path), session=session, word=scene.lesson.title.split(".")[0]
        )


FIGURE = Figure(name="lesson_page", requests=requests, floor="floor_page", must=0.9, queries=11)
