from django.urls import path, re_path

from courses import pictures, trainer_views, views

app_name = "courses"
urlpatterns = [
    path("khoa-hoc/", views.catalogue, name="catalogue"),
    re_path(r"^khoa-hoc/(?P<path>(?:[\w\-]+/)+)$", views.page, name="page"),
    path("khoa-hoc-video/<int:document_id>/", views.video, name="video"),
    path("don-vi/<int:unit_id>/giang-vien/", trainer_views.trainers, name="trainers"),
    path(
        "don-vi/<int:unit_id>/giang-vien/<int:user_id>/thoi/",
        trainer_views.dismiss,
        name="dismiss_trainer",
    ),
    path("media/images/<str:name>", pictures.picture, name="picture"),
]
