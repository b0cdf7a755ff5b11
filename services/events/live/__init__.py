"""The live stream: what was committed goes at once to everybody who listens, and whoever was away catches up."""
