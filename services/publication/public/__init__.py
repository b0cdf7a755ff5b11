"""What partners hear: a few of publication's facts, told anew on a topic of their own without what is ours alone."""
