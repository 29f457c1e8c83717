"""lmsync keeps a live, complete copy of a school's LMSs and serves it over one API."""

__version__ = "0.1.0"
