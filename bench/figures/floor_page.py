"""The floor of course pages: a plain Wagtail page with session and user."""

from itertools import cycle

from bench.figure import Figure, Scene
from bench.load import http
from bench.models import PlainPage
from home.models import HomePage

TEXT = "<p>" + "Thi đua là hoạt động có tổ chức, người tham gia hoàn toàn tự nguyện. " * 40 + "</p>"


def prepare(scene: Scene) -> None:
    """A page at the depth of a lesson."""
    if PlainPage.objects.filter(slug="san-4").exists():
        return
    parent = HomePage.objects.first()
    for step in range(1, 5):
        parent = parent.add_child(
            instance=PlainPage(title=f"Trang thường {step}", slug=f"san-{step}", body=TEXT)
        )


def requests(scene: Scene):
    for session in cycle(scene.floor_sessions):
        yield http("GET", "/san-1/san-2/san-3/san-4/", session=session, word="Trang thường 4")


FIGURE = Figure(name="floor_page", requests=requests, prepare=prepare, on_floor_server=True)
