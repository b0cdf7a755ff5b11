"""Writing an operator's act down, in the transaction of the act."""

from sqlalchemy import Connection

from shared.clock import Ids
from shared.decider import Act
from shared.operations import OperatorsAct, Record
from shared.turn import Model, Turn


def record(connection: Connection, model: Model, ids: Ids, act: Act, fact: OperatorsAct) -> int:
    """Append `fact` to the service's operations stream; gives the stream's version."""
    command = Record(act=act, service=model.service, fact=fact)
    turn = Turn(model, ids)
    turn.read(connection, command.streams)
    version = turn.decide(command)
    turn.write(connection)
    return version
