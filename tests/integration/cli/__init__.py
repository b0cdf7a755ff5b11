"""The commands on real data, as a person gives them."""
