"""The copy of the LMSs: its tables, and how records are written into them."""
