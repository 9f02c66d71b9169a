"""What a unit's page tells of its trainers."""

from django import template

from courses.trainers import shelf_of, trainers_on, units_to_staff

register = template.Library()


@register.simple_tag
def trainers_of_unit(unit) -> list:
    """`{% trainers_of_unit unit as trainers %}`: those who author on the unit's shelf, by given name."""
    shelf = shelf_of(unit)
    return list(trainers_on(shelf)) if shelf else []


@register.simple_tag
def appoints_trainers(user, unit) -> bool:
    """`{% appoints_trainers user unit as can_appoint %}`"""
    return units_to_staff(user).filter(pk=unit.pk).exists()
