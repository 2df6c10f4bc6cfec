"""Mends in a file what has one right answer, and nothing else in it."""
