"""What trainers learn about a quiz, below the editor's address."""

from django.urls import path

from quizzes.analysis import guess_views, sittings_views, views
from quizzes.decisions import dispute_views, late_views, regrading_views
from quizzes.essays import queue_views as essay_queue_views

app_name = "analysis"
urlpatterns = [
    path("<int:quiz_id>/phan-tich/", views.analysis, name="analysis"),
    path("<int:quiz_id>/tra-loi-muon/", late_views.late_answers, name="late"),
    path("<int:quiz_id>/cham-lai/<int:question_id>/", regrading_views.regrade_question, name="regrade"),
    path("<int:quiz_id>/lan-cham-lai/<int:regrade_id>/", regrading_views.regraded, name="regraded"),
    path("<int:quiz_id>/tu-luan/", essay_queue_views.mark_essays, name="essays"),
    path("<int:quiz_id>/tu-luan/quyet-dinh/", essay_queue_views.decide_essays, name="decide_essays"),
    path("<int:quiz_id>/luot-lam/", sittings_views.sittings, name="sittings"),
    path("<int:quiz_id>/khieu-nai/", dispute_views.disputes, name="disputes"),
    path("<int:quiz_id>/doan-mo/", guess_views.guess_meter, name="guess_meter"),
]
