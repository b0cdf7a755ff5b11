"""The `koploper` command: the only package that knows several services, to run them together."""
