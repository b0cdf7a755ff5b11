"""How fast it is: a module per row of the list, each against what it should be measured by (`make bench`)."""
