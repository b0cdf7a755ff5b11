"""Who somebody is, where a process is not alone on its machine."""
