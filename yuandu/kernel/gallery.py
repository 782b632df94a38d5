"""Sample data of the gallery."""


def samples() -> dict:
    """Return what the gallery shows."""
    return {}
