"""The search index: made from the finished pages, never part of them."""
