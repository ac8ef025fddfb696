"""The classroom page: the same page live and exported, drawn from plain records."""
