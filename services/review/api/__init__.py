"""Review over HTTP: what is done with a clearance, and where clearances stand."""
