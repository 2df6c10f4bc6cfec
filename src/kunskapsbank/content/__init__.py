"""What is written, typed: records, the site with relations both ways, addresses, redirects."""
