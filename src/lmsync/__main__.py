"""`python -m lmsync` is `lmsync`."""

from lmsync.cli import main

main()
