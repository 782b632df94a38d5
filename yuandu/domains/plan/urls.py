"""The pages of the plan; all of them are public, and every one takes ?as_of=."""

from django.urls import path

from yuandu.domains.plan import views

app_name = "plan"
urlpatterns = [
    path("", views.board, name="board"),
    path("actions/<str:number>/", views.board, name="action"),
    path("clauses/", views.clauses, name="clauses"),
    path("clauses/<str:clause_id>/", views.clause, name="clause"),
    path("counted/<str:code>/<str:measure>/", views.counted, name="counted"),
    path("wall/", views.wall, name="wall"),
]
