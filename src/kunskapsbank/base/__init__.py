"""The ground: problems, settings, budgets, fingerprints. Imports nothing of ours."""
