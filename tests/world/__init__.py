"""Tests of the real world and of the agenda of dated changes."""
