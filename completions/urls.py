from django.urls import path

from completions import dossier_views, past_views, views, volume_views

app_name = "completions"
urlpatterns = [
    path("hoc-tap/ho-so/<int:user_id>/", dossier_views.dossier, name="dossier"),
    path("hoc-tap/ho-so/<int:user_id>/<slug:kind>/", dossier_views.dossier_file, name="dossier_file"),
    path("dao-tao-truoc-day/", past_views.past_trainings, name="past_trainings"),
    path("dao-tao-truoc-day/mau/", past_views.template, name="past_training_template"),
    path("dao-tao-truoc-day/<int:import_id>/", past_views.past_training, name="past_training"),
    path("dao-tao-truoc-day/<int:import_id>/xac-nhan/", past_views.confirm, name="confirm_past_training"),
    path("dao-tao-truoc-day/<int:import_id>/bo/", past_views.drop, name="drop_past_training"),
    path("hoc-tap/so-tiet/", volume_views.volume, name="volume"),
    path("hoc-tap/so-tiet/khai/", volume_views.enter_outside, name="enter_outside"),
    path("hoc-tap/bai/<int:page_id>/xong/", views.finish_lesson, name="finish_lesson"),
    path("hoc-tap/bai/<int:page_id>/vi-tri/", views.keep_place, name="keep_place"),
    path("chung-nhan/<str:code>/", views.certificate, name="certificate"),
    path("chung-nhan/<str:code>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("chung-nhan/<str:code>/thu-hoi/", views.revoke, name="revoke"),
    path("xac-minh/", views.verify, name="verify"),
    path("xac-minh/<str:code>/", views.verify_code, name="verify_code"),
]
