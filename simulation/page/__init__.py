"""The classroom page, live and exported, drawn from plain records; lessons; a game for a class."""
