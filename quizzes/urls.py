from django.urls import path

from quizzes.decisions import dispute_views, giving_time_views
from quizzes.essays import views as essay_views
from quizzes.pictures import picture
from quizzes.sitting import views
from quizzes.visiting import views as visiting

app_name = "quizzes"
urlpatterns = [
    path("kiem-tra/<int:quiz_id>/bat-dau/", views.start, name="start"),
    path("lam-bai/<uuid:attempt_uuid>/", views.attempt, name="attempt"),
    path("lam-bai/<uuid:attempt_uuid>/cau/<int:slot>/", views.save, name="save"),
    path("lam-bai/<uuid:attempt_uuid>/cau/<int:slot>/chot/", views.fix, name="fix"),
    path("lam-bai/<uuid:attempt_uuid>/cau/<int:slot>/tep/", essay_views.attach, name="attach"),
    path("hinh-cau-hoi/<str:sealed>/", picture, name="picture"),
    path("bai-tu-luan/<uuid:file_uuid>/", essay_views.download, name="essay_file"),
    path("lam-bai/<uuid:attempt_uuid>/cau/<int:slot>/khieu-nai/", dispute_views.dispute, name="dispute"),
    path("lam-bai/<uuid:attempt_uuid>/xem-lai/", views.check, name="check"),
    path("lam-bai/<uuid:attempt_uuid>/nop/", views.submit, name="submit"),
    path("hoc-tap/bai-kiem-tra/", views.my_quizzes, name="my_results"),
    path("lam-bai/<uuid:attempt_uuid>/ket-qua/", views.result, name="result"),
    path("lam-bai/<uuid:attempt_uuid>/gio/", views.time_left, name="time_left"),
    path("don-vi/dang-lam-bai/", giving_time_views.sat_now, name="sat_now"),
    path("don-vi/dang-lam-bai/<int:quiz_id>/", giving_time_views.give_time, name="give_time"),
    path("thu-suc/<int:page_id>/<int:question_id>/", views.try_one, name="try_question"),
    path("lam-thu/<int:quiz_id>/bat-dau/", visiting.begin, name="begin_visit"),
    path("lam-thu/<int:quiz_id>/", visiting.visit, name="visit"),
    path("lam-thu/<int:quiz_id>/cau/<int:slot>/", visiting.answer, name="visit_answer"),
    path("lam-thu/<int:quiz_id>/ket-qua/", visiting.result, name="visit_result"),
    path("quan-tri/thu-de/<int:quiz_id>/", views.trial, name="trial"),
]
