"""One record as files of several formats."""
