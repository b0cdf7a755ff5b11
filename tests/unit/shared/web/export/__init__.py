"""Lists as files: what is written, and that no spreadsheet takes it for a formula."""
