"""A dossier: the whole journey of an initiative in one file, with all that proves it to who trusts nobody here.

It holds facts and no texts of a vault: `gather` brings together what belongs in it, `files` makes the files of that
(`page`, `reading`, `metadata`, `manifest`), and `packing` one zip file: at one position always the same bytes.
"""
