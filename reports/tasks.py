"""Files that take longer than a page may. What a killed worker left is begun again by the minute's tick."""

from django_tasks import task

from reports import large_exports


@task()
def write_export(pk: int) -> None:
    large_exports.write_export(pk=pk)


def tend_exports() -> int:
    """For the minute's tick: begin again what a killed worker left, forget what is a day old. How many there were."""
    left = large_exports.left_by_the_killed()
    for pk in left:
        write_export.enqueue(pk)
    return len(left) + large_exports.forget_old_exports()
