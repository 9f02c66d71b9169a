"""The question bank, below the editor's address."""

from django.urls import path

from quizzes import authoring_views as views
from quizzes.authoring_listing import QuestionIndexView

app_name = "bank"
urlpatterns = [
    path("", QuestionIndexView.as_view(), name="index"),
    path("ket-qua/", QuestionIndexView.as_view(results_only=True), name="index_results"),
    path("moi/", views.add, name="add"),
    path("muc/", views.categories, name="categories"),
    path("muc/moi/", views.add_category, name="add_category"),
    path("muc/<int:category_id>/", views.edit_category, name="edit_category"),
    path("muc/<int:category_id>/xoa/", views.remove_category, name="delete_category"),
    path("<int:question_id>/", views.question, name="question"),
    path("<int:question_id>/sua/", views.edit, name="edit"),
    path("<int:question_id>/xoa/", views.delete, name="delete"),
    path("<int:question_id>/<slug:state>/", views.state, name="state"),
]
