"""The classroom page: the same page live and exported, lessons, and a game for a class."""
