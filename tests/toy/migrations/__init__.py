"""How the toy's tables came to be."""
