"""The databases: opening, transactions, statements, migrations."""
