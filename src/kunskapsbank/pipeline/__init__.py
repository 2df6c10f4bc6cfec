"""The way of a build: read, check, draw, make."""
