"""The editing room: people who write in the browser, over the files of a project."""
