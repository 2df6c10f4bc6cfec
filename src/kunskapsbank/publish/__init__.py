"""Releases: in a folder here, or on another computer."""
