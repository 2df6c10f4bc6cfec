"""Bodies: Markdown in, HTML and links out."""
