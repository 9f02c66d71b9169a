from django.urls import path, re_path

from courses import pictures, views

app_name = "courses"
urlpatterns = [
    path("khoa-hoc/", views.catalogue, name="catalogue"),
    re_path(r"^khoa-hoc/(?P<path>(?:[\w\-]+/)+)$", views.page, name="page"),
    path("khoa-hoc-video/<int:document_id>/", views.video, name="video"),
    path("media/images/<str:name>", pictures.picture, name="picture"),
]
