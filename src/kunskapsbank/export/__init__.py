"""From the site's records to files that others can use: tables of data, and sheets in several formats."""
