"""The pages of the site that belong to no app."""

urlpatterns = []
