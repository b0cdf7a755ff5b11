// What an event says, in a sentence; an event this page does not know is shown by its name.

import * as terms from "./terms.js";
import * as words from "./words.js";

const PREFIX = "nl.koploper.";
const ENUMERATED = new Set([
  "advice", "answer", "channel", "criterion", "form", "how", "kind", "outcome", "reason", "verdict", "origin", "sector",
  "effects", "by", "because", "replaces", "ministry", "ministries", "requiredMinistries", "refusedBy",
  "state",
]);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Types, without their version, that may change an initiative's card. */
const CARD = new Set([
  "initiative-submitted", "initiative-revised", "initiative-withdrawn", "criteria-assessed", "assessment-reversed",
  "ministry-cleared", "ministry-refused", "clearance-reversed", "article-published", "article-corrected",
  "article-withdrawn", "article-withdrawal-reversed", "koploper-nominated", "nomination-reversed",
]);

export const short = (type) => type.replace(PREFIX, "");
export const changesCard = (type) => CARD.has(short(type).replace(/\.v\d+$/, ""));

/** Made by a reaction and deciding nothing: left out when only acts and decisions are asked for. */
export const isNoise = (step) => step.actor.startsWith("system;") && !changesCard(step.type);

/** The sentence for a step of a journey. */
export function sentence(step) {
  const { type, data } = step;
  const entry = words.find(["events", short(type)]);
  const text = typeof entry === "object" ? chosen(having(entry, data), data) : entry;
  if (typeof text !== "string") return words.say("journey.unknownType", { type: short(type) });
  return text.replace(/\{(\w+)\}/g, (_, field) => value(field, data[field], step));
}

/** The texts for a step that has a field that others of its type lack; where there are none of its own, those of all. */
function having(entry, data) {
  const field = Object.keys(entry.having ?? {}).find((each) => (data[each] ?? null) !== null);
  return field === undefined ? entry : entry.having[field];
}

/** The text for the values of the fields `by`; where there is none for all of them, the one for the first. */
function chosen(entry, data) {
  const values = [entry.by].flat().map((field) => String(data[field]));
  return entry[values.join(", ")] ?? entry[values[0]];
}

/** A value of a field of a step, as people read it. */
export function value(field, found, step) {
  if (found === undefined || found === null) return words.say("journey.notShown");
  if (Array.isArray(found)) return words.inWords(found.map((each) => value(field, each, step)));
  if (typeof found === "boolean") return words.say(found ? "journey.yes" : "journey.no");
  if (typeof found !== "string") return String(found);
  if (field === "changed") return partOf(found);
  if (terms.areIn(field)) return terms.called(field, found, step);
  if (ENUMERATED.has(field)) return word(field, found);
  return DAY.test(found) ? words.onDay(found) : found;
}

/** A part of a submission by its name: a field, or one of the criteria (`criteria.innoveren`). */
function partOf(found) {
  const [name, criterion] = found.split(".");
  return criterion ? word("criterion", criterion) : words.name("fields", name);
}

/** A value that means something else in one field has a word of its own there. */
function word(field, found) {
  const own = words.find(["values", `${field}.${found}`]) ?? words.find(["values", found]);
  return own ?? words.find(["roles", found]) ?? words.find(["origins", found]) ?? found;
}

/** Who acted: the role in words, and enough of the id to tell people apart. */
export function person(actor) {
  const [role, id = ""] = actor.split(";id=");
  if (role === "system") return `${words.name("roles", role)} (${words.name("services", id)})`;
  return `${words.name("roles", role)} · ${id.slice(-6)}`;
}

export const service = (source) => words.name("services", source.slice(source.lastIndexOf(":") + 1));
