"""Swedish: folding, sorting, readability, compounds, stemming."""
