"""From the site's records to files that others can use: tables of data, and hand-outs in several file formats."""
