"""What readers ask: lists, single records, the change log."""
