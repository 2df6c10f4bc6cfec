"""What was built is looked through before readers see it."""
