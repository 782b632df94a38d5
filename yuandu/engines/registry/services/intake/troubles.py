"""What the database finds wrong with a row: which part of it, and how grave that is.

error: the row is bad and stays out; dropped: it stays out, and that is only mentioned; warning: it is taken.
"""

TROUBLES = {
    "place_missing": ("place", "error"),
    "place_faulty": ("place", "error"),
    "place_unread": ("place", "error"),
    "place_outside": ("place", "error"),
    "person_missing": ("whose", "error"),
    "person_unknown": ("self", "error"),
    "person_faulty": ("whose", "error"),
    "guardian_missing": ("other", "dropped"),
    "no_pupil": ("other", "dropped"),
    "own_guardian": ("other", "error"),
    "course_missing": ("whose", "error"),
    "term_missing": ("other", "error"),
    "group_missing": ("other", "error"),
    "elsewhere": ("paper", "error"),
    "elsewhere_unnamed": ("paper", "error"),
    "claimed": ("self", "error"),
    "two_people": ("paper", "error"),
    "number_for_life": ("paper", "error"),
    "same_paper": ("paper", "error"),
    "same_person": ("paper", "warning"),
    "post_unfit": ("kind", "error"),
    "same_post": ("kind", "dropped"),
    "two_classes": ("place", "error"),
    "no_class": ("place", "warning"),
    "ends_before": ("to_on", "error"),
    "title_taken": ("name", "error"),
    "kept_for_good": ("self", "warning"),
}
