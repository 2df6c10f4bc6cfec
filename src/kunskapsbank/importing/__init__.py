"""Documents from elsewhere made drafts of records: Word files, web pages, Markdown and plain text."""
