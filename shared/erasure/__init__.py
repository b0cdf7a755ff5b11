"""What becomes of a person's data: one fact says that somebody is to be forgotten, each service records what went."""
