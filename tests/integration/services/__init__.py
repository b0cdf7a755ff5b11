"""Services over HTTP, on real stores and a real bus."""
