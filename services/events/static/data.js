// A step's data, whatever is in it, as lists that people can read.

import { element, icon } from "./page.js";
import { value } from "./sentences.js";
import * as words from "./words.js";

/** Whether a value stands for text that lies in a vault: {ref, digest} and nothing else. */
export function isKept(found) {
  return isObject(found) && Object.keys(found).sort().join() === "digest,ref";
}

const isObject = (found) => typeof found === "object" && found !== null && !Array.isArray(found);
const label = (field) => words.name("fields", field);

/** What is said of text in a vault, or of one that is there no more. */
export function kept({ ref }, erased) {
  if (erased.has(ref)) return element("span", "erased", words.say("journey.erased"));
  return element("span", "kept", icon("lock"), words.say("journey.kept"));
}

/** A list of names and values of a step; what holds more, holds a list of its own. */
export function list(data, step, erased) {
  const entries = Object.entries(data);
  if (entries.length === 0) return element("p", "", words.say("journey.noData"));
  const made = element("dl", "data");
  for (const [field, found] of entries) {
    made.append(element("div", "", element("dt", "", label(field)), element("dd", "", part(field, found, step, erased))));
  }
  return made;
}

function part(field, found, step, erased) {
  if (isKept(found)) return kept(found, erased);
  if (isObject(found)) return list(found, step, erased);
  if (Array.isArray(found) && found.some(isObject)) {
    return element("ul", "", ...found.map((each) => element("li", "", part(field, each, step, erased))));
  }
  return value(field, found, step);
}

/** The vaulted texts in an event's data: under which name, with where it stands when inside another field. */
export function keptFields(data, within = "") {
  return Object.entries(data).flatMap(([field, found]) => {
    const path = within ? `${within} – ${label(field)}` : label(field);
    if (isKept(found)) return [[path, found]];
    return isObject(found) ? keptFields(found, field === "criteria" ? "" : path) : [];
  });
}
