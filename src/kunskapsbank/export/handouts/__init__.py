"""Sheets to hand out: PDF, Word, pictures and texts of one record."""
