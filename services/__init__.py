"""The five services. None imports another; each has the same rooms."""
