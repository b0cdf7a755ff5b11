"""Publication over HTTP: what is done with stories, how they are read, and meetings."""
