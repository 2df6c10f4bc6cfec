"""Files as they are written: front matter with places, folders, field types, messages about values."""
