"""What trainers learn about a quiz, below the editor's address."""

from django.urls import path

from quizzes import analysis_views as views

app_name = "analysis"
urlpatterns = [path("<int:quiz_id>/phan-tich/", views.analysis, name="analysis")]
