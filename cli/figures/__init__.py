"""`koploper figures`: what all journeys come to, as a table; and whether another count finds the same."""
