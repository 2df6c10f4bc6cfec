"""The command ``kb``."""
