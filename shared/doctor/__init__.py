"""What is wrong with one service's data, found by name while it runs; nothing is mended here."""
