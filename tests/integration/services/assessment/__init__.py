"""Assessment over HTTP and on the bus."""
