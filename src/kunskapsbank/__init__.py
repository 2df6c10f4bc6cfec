"""Kunskapsbank: typed content in, a checked and searchable public information site out."""
