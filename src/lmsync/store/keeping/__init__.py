"""What lmsync keeps for itself: connections, runs, held removals, tokens, secrets."""
