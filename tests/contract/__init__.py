"""What the services promise to one another and to the outside."""
