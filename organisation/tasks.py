"""Work on lists of staff that takes longer than a page may. A killed one is begun again by the minute's tick."""

from django_tasks import task

from organisation import actions


@task()
def read_upload(pk: int) -> None:
    actions.read_upload(pk=pk)


@task()
def write_staff_list(pk: int) -> None:
    actions.write_staff_list(pk=pk)
