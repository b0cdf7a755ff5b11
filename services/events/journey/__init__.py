"""The journey of an initiative, told from entries alone: so any past moment is told the way the present is."""
