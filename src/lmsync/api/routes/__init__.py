"""What can be asked, one module for each thing that is asked about."""
