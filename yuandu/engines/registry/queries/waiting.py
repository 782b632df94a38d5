"""How much waits for a person: the numbers beside the menu, and the duties of the day."""

from yuandu.engines.registry.enums import IntakeState
from yuandu.engines.registry.models import Intake, Likeness, User
from yuandu.engines.registry.queries.scope import within
from yuandu.engines.registry.queries.standing_in import to_review
from yuandu.engines.registry.queries.subjects import open_claims

MOST = 1000  # beyond that a number tells nothing more, and counting costs


def likenesses(user: User) -> int:
    """Return how many probable duplicates the person has still to decide, MOST at the most."""
    rows = Likeness.objects.filter(within(user, permission="registry.manage"), decided_at=None)
    return rows[:MOST].count()


def intakes(user: User) -> int:
    """Return how many rosters have been checked and wait for the person's word, MOST at the most."""
    rows = Intake.objects.filter(within(user, permission="registry.import"), state=IntakeState.CHECKED)
    return rows[:MOST].count()


def emergencies(user: User) -> int:
    """Return how many emergency views wait for the person to look at them, MOST at the most."""
    return to_review(user)[:MOST].count()


def claims(user: User) -> int:
    """Return how many requests about personal data wait for the person's answer, MOST at the most."""
    return open_claims(user)[:MOST].count()
