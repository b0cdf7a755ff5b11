"""How publication's read models came to be; a released step is never changed."""
