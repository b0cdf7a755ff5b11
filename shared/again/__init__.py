"""Events of the ledger delivered again to one service, in the ledger's order: an operator's act.

An ordinary delivery goes through the inbox, which drops what it knows. Past the inbox go facts that it has handled: to
one reaction that is named (a new one is backfilled so), or, for streams that are named, to every one (`forced`). A
reaction that acted on a fact does not act on it again. The act is a fact of the service, and all that is known of it:
whoever is killed in the middle gives it again.
"""
