"""Assessment over HTTP: what advisers do, and dossiers and policies to read."""
