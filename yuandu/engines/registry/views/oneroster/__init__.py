"""The OneRoster 1.2 rostering service: what other systems of the city read of the roster."""
