"""For authors of integrations: a school to read, faults to survive, and the kit that checks both."""
