"""The bytes of an event: what is written is read back, and nothing else is taken for ours."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import envelope
from shared.actor import ROLES, Actor, Role
from shared.decider import Act
from shared.envelope import LIMIT, MOST, Envelope, TooLarge, Unreadable, moment, open_, seal, source_of, timestamp
from shared.event import Event, EventType
from shared.testing.given import NOON, act, uuid


class Told(Event):
    event_type: ClassVar[EventType] = EventType("nl.koploper.told.v1")
    text: str
    more: dict[str, int] | None = None


class ToldElsewhere(Told):
    initiative_id: str
    policy_version: str


STREAM = f"initiative-{uuid(1)}"


def sealed(event: Event, stream: str = STREAM, given_in: Act | None = None, sequence: int = 1) -> bytes:
    return seal(event, given_in or act("editor"), id=uuid(2), service="publication", stream=stream, sequence=sequence)


GOOD: dict[str, Any] = orjson.loads(sealed(Told(text="x")))


class TestSealing:
    def test_the_attributes_are_those_of_the_contract(self) -> None:
        """Every attribute has its name, its form and its value, and what is absent is left out."""
        assert orjson.loads(sealed(Told(text="één"), sequence=12)) == {
            "specversion": "1.0",
            "id": uuid(2),
            "source": "urn:nld:koploper:systeem:publication",
            "type": "nl.koploper.told.v1",
            "subject": uuid(1),
            "time": "2019-04-01T12:00:00.000000Z",
            "datacontenttype": "application/json",
            "dataschema": "urn:koploper:schema:nl.koploper.told.v1",
            "stream": STREAM,
            "sequence": "12",
            "sequencetype": "Integer",
            "initiativeid": uuid(1),
            "correlationid": uuid(900),
            "causationid": uuid(900),
            "actor": f"editor;id={uuid(1)}",
            "data": {"text": "één"},
        }

    def test_what_an_act_carries_travels_along(self) -> None:
        """A reaction's name, its trace and its causes are attributes."""
        carried = replace(act(), reaction="open-story", traceparent="00-a-b-01", correlation_id="c", causation_id="d")
        read = open_(sealed(Told(text="x"), given_in=carried))
        assert (read.reaction, read.traceparent) == ("open-story", "00-a-b-01")
        assert (read.correlationid, read.causationid) == ("c", "d")
        assert read.actor == Actor("system", "test")

    def test_an_event_of_another_stream_names_its_initiative_and_policy(self) -> None:
        """On a meeting's stream the event itself says which initiative and policy it is about."""
        told = ToldElsewhere(text="x", initiative_id=uuid(7), policy_version="2019-03")
        read = open_(sealed(told, stream=f"meeting-{uuid(3)}"))
        assert (read.subject, read.initiativeid, read.policyversion) == (uuid(3), uuid(7), "2019-03")
        assert open_(sealed(told)).initiativeid == uuid(1), "an initiative's own stream decides"

    def test_an_event_about_no_initiative_names_none(self) -> None:
        """A policy or an operator's act belongs to no initiative."""
        read = open_(sealed(Told(text="x"), stream="policy-2019-03"))
        assert (read.subject, read.initiativeid, read.policyversion) == ("2019-03", None, None)

    def test_exactly_60_kib_fits_and_a_byte_more_does_not(self) -> None:
        """The limit counts bytes, not letters."""
        room = LIMIT - len(sealed(Told(text="")))
        assert len(sealed(Told(text="x" * room))) == LIMIT
        with pytest.raises(TooLarge, match=str(LIMIT + 1)):
            sealed(Told(text="x" * (room + 1)))
        with pytest.raises(TooLarge):
            sealed(Told(text="é" * (room // 2 + 1)))


moments = st.datetimes(
    min_value=datetime(1, 1, 3),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
people: list[Role] = [role for role in ROLES if role != "system"]
actors = st.builds(Actor, st.sampled_from(people), st.uuids().map(str)) | st.builds(
    Actor, st.just("system"), st.from_regex(r"[a-z]+", fullmatch=True)
)
texts = st.text(max_size=40)
acts = st.builds(
    Act,
    id=texts,
    now=moments,
    actor=actors,
    correlation_id=texts,
    causation_id=texts,
    reaction=st.none() | texts,
    traceparent=st.none() | texts,
)
told = st.builds(
    Told,
    text=texts,
    more=st.none() | st.dictionaries(texts, st.integers(-(2**63), 2**63 - 1), max_size=3),
)


@given(told, acts, st.integers(1, 2**63), st.sampled_from([STREAM, "policy-2019-03", "meeting-a-b-c"]))
def test_what_is_sealed_is_opened_again(event: Told, given_in: Act, sequence: int, stream: str) -> None:
    """Every attribute and all data come back, and the body is the very bytes."""
    body = sealed(event, stream, given_in, sequence)
    name = stream.partition("-")[2]
    assert open_(body) == Envelope(
        id=uuid(2),
        source=source_of("publication"),
        type=event.event_type,
        subject=name,
        time=given_in.now,
        stream=stream,
        sequence=sequence,
        actor=given_in.actor,
        correlationid=given_in.correlation_id,
        causationid=given_in.causation_id,
        data=event.model_dump(mode="json", by_alias=True, exclude_none=True),
        body=body,
        initiativeid=name if stream == STREAM else None,
        policyversion=None,
        reaction=given_in.reaction,
        traceparent=given_in.traceparent,
    )
    assert open_(body).service == "publication"
    assert Told.model_validate(open_(body).data) == event


@given(moments, moments)
def test_times_are_one_text_that_sorts(one: datetime, other: datetime) -> None:
    """Whatever the zone and the century: UTC, six digits, `Z`, and the earlier text is the earlier time."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", timestamp(one))
    assert moment(timestamp(one)) == one
    assert moment(timestamp(one)).tzinfo is UTC
    assert (timestamp(one) < timestamp(other)) == (one < other)


@pytest.mark.parametrize("text", ["2019-04-01T12:00:00Z", "2019-04-01T14:00:00+02:00", "2019-04-01T11:30:00.000-00:30"])
def test_any_time_of_the_standard_is_read(text: str) -> None:
    """RFC 3339 with another offset, or without a fraction, is the same moment."""
    assert moment(text) == NOON


@pytest.mark.parametrize(
    "text", ["", "noon", "2019-04-01", "2019-04-01T12:00:00", "2019-02-29T12:00:00Z", "0001-01-01T00:00:00+01:00"]
)
def test_a_time_that_names_no_moment_is_refused(text: str) -> None:
    """Without an offset, or beyond the calendar, nobody knows when it was."""
    with pytest.raises(ValueError, match=r"."):
        moment(text)


class TestOpening:
    def test_unknown_attributes_are_passed_over(self) -> None:
        """Another producer may add attributes; the bytes keep them."""
        body = orjson.dumps(GOOD | {"partitionkey": "x"})
        assert open_(body) == replace(open_(orjson.dumps(GOOD)), body=body)

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"null", b"[]", b"7", b'"text"', b"\xff\xfe", b"{}", b'{"specversion":"1.0"}', b"[" * 5000]
    )
    def test_what_is_no_envelope(self, body: bytes) -> None:
        """Broken, empty or other JSON is unreadable, never another error."""
        with pytest.raises(Unreadable):
            open_(body)

    @pytest.mark.parametrize("name", ["specversion", "source", "time", "data", *envelope.TEXTS])
    def test_an_absent_attribute_is_named(self, name: str) -> None:
        """Which attribute is missing is told."""
        with pytest.raises(Unreadable, match=name):
            open_(orjson.dumps({key: value for key, value in GOOD.items() if key != name}))

    @pytest.mark.parametrize("value", [None, 7, True, [], {}, ["x"]])
    @pytest.mark.parametrize("name", ["specversion", "source", "time", *envelope.TEXTS])
    def test_an_attribute_is_a_text(self, name: str, value: object) -> None:
        """Numbers, lists and nothing are no attributes."""
        with pytest.raises(Unreadable):
            open_(orjson.dumps(GOOD | {name: value}))

    @pytest.mark.parametrize("value", [7, True, [], {}])
    @pytest.mark.parametrize("name", ["initiativeid", "policyversion", "reaction", "traceparent"])
    def test_an_optional_attribute_is_a_text_when_it_is_there(self, name: str, value: object) -> None:
        """May be absent, may be nothing, may not be something else."""
        assert open_(orjson.dumps(GOOD | {name: None})).id == uuid(2)
        with pytest.raises(Unreadable, match=name):
            open_(orjson.dumps(GOOD | {name: value}))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("specversion", "0.3"),
            ("source", "urn:nld:elders:systeem:intake"),
            ("source", "urn:nld:koploper:systeem:"),
            ("time", "yesterday"),
            ("time", "2019-04-01T12:00:00"),
            ("time", "0001-01-01T00:00:00+01:00"),
            ("actor", "minister;id=1"),
            ("data", None),
            ("data", []),
            ("data", "text"),
            *(("sequence", text) for text in ("0", "-1", "", "one", "1.0", "+1", "01", " 1", "1_0", "١", "9" * 5000)),
        ],
    )
    def test_an_attribute_that_means_nothing(self, name: str, value: object) -> None:
        """Another version, another system, no moment, no actor, no object, no count from 1 in its one spelling."""
        with pytest.raises(Unreadable, match=r"."):
            open_(orjson.dumps(GOOD | {name: value}))

    def test_what_no_log_can_hold_is_not_opened(self) -> None:
        """A tlog says an entry's length in two bytes: one byte more than they can say is no envelope of ours."""
        short = len(orjson.dumps(GOOD | {"data": {"text": ""}}))
        fits, longer = (orjson.dumps(GOOD | {"data": {"text": "x" * (most - short)}}) for most in (MOST, MOST + 1))
        assert len(open_(fits).body) == MOST == 65_535
        with pytest.raises(Unreadable, match="65536 bytes is longer than 65535"):
            open_(longer)

    @given(st.binary(max_size=200) | st.recursive(st.none() | texts | st.integers(0, 9), st.lists).map(orjson.dumps))
    def test_any_bytes_are_an_envelope_or_unreadable(self, body: bytes) -> None:
        """Nothing that arrives raises anything else."""
        with pytest.raises(Unreadable):
            open_(body)

    @given(st.sampled_from(sorted(GOOD)), st.none() | texts | st.integers(-9, 9) | st.lists(texts, max_size=2))
    def test_any_value_in_any_attribute_is_read_or_unreadable(self, name: str, value: object) -> None:
        """One wrong attribute in a good envelope never raises anything else."""
        try:
            read = open_(orjson.dumps(GOOD | {name: value}))
        except Unreadable:
            return
        assert isinstance(read.time, datetime)
        assert all(isinstance(getattr(read, text), str) for text in envelope.TEXTS if text not in {"sequence", "actor"})
