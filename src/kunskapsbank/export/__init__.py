"""From the site's records to files of data that others can use."""
