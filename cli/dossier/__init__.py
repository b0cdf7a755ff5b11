"""`koploper dossier`: the whole journey of an initiative in one file that anybody can verify."""
