"""Loading and computing indicators."""

from yuandu.engines.indicators.services.computing import compute
from yuandu.engines.indicators.services.loading import IndicatorSpec, TargetSpec, load_tree

__all__ = ["IndicatorSpec", "TargetSpec", "compute", "load_tree"]
