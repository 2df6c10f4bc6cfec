"""The programs that make a site of finished pages. Only :mod:`.mkdocs` imports MkDocs."""
