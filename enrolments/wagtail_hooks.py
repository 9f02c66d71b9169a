"""What `organisation` tells of people: duties move with them, and end when they leave."""

from wagtail import hooks

from enrolments.actions import count_where_people_work, release


@hooks.register("people_moved")
def follow_people(people):
    count_where_people_work(people=people)


@hooks.register("people_left")
def ask_no_more(people):
    release(people=people)
