"""What `organisation` tells of people: duties move with them, and end when they leave."""

from wagtail import hooks

from enrolments.actions import count_where_people_work, release
from enrolments.models import Enrolment


@hooks.register("people_moved")
def follow_people(people):
    count_where_people_work(people=people)


@hooks.register("people_left")
def ask_no_more(people):
    release(people=people)


@hooks.register("moving_with_people")
def open_enrolments_of(people):
    return {"enrolments": Enrolment.objects.open().filter(user__in=people).count()}
