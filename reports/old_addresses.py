"""Addresses under which requests stood before there was one queue: they stand in mail and bookmarks."""

from django.urls import path
from django.views.generic import RedirectView

QUEUE = "/bao-cao/de-nghi/"


def to(address: str) -> RedirectView:
    return RedirectView.as_view(url=QUEUE + address, permanent=False)


urlpatterns = [
    path("don-vi/bao-sai/", to("?loai=sai"), name="old_corrections"),
    path("don-vi/bao-sai/<int:request_id>/", to("sai/%(request_id)s/"), name="old_correction"),
    path("giao-hoc/de-nghi/", to(""), name="old_dispensations"),
    path("giao-hoc/de-nghi/<int:dispensation_id>/", to(""), name="old_dispensation"),
    path("dao-tao-ngoai/", to("?loai=dao-tao"), name="old_outside_trainings"),
    path("dao-tao-ngoai/<int:training_id>/", to("dao-tao/%(training_id)s/"), name="old_outside_training"),
]
