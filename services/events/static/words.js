// Texts in the reader's language: one dictionary, and how times, lengths of time and lists are written in it.

let texts = {};
let locale = "nl-NL";
let thisYear, anyYear, exact, day, clock, relative, list, plural;

/** Load the dictionary; everything else here needs it. */
export async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`dictionary: HTTP ${answer.status}`);
  texts = await answer.json();
  locale = texts.locale;
  thisYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  anyYear = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  exact = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "medium" });
  day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  list = new Intl.ListFormat(locale, { type: "conjunction" });
  plural = new Intl.PluralRules(locale);
}

/** The text at a path of names, its {placeholders} filled; undefined when the dictionary has none. */
export function find(path, values = {}) {
  let found = texts;
  for (const name of path) found = Object.hasOwn(found ?? {}, name) ? found[name] : undefined;
  if (typeof found === "object" && found !== null && "n" in values) found = found[plural.select(values.n)] ?? found.other;
  return typeof found === "string" ? fill(found, values) : found;
}

/** The text at a path written with dots; the path itself when the dictionary has none, so that it is noticed. */
export function say(path, values = {}) {
  return find(path.split("."), values) ?? path;
}

/** A name from one of the dictionary's lists; what is unknown there is shown as it came. */
export function name(kind, key) {
  return find([kind, key]) ?? String(key);
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, field) => (Object.hasOwn(values, field) ? String(values[field]) : whole));
}

export const language = () => locale.slice(0, 2);
export const inWords = (items) => list.format(items);
export const atExactly = (time) => exact.format(new Date(time));
export const atClock = (time) => clock.format(new Date(time));
export const onDay = (date) => day.format(new Date(date));

/** A moment; its year where it is not the present one. */
export function at(time) {
  const moment = new Date(time);
  return (moment.getFullYear() === new Date().getFullYear() ? thisYear : anyYear).format(moment);
}

const STEPS = [
  ["year", 365 * 86400],
  ["month", 30 * 86400],
  ["week", 7 * 86400],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago, in one unit: "3 dagen geleden"; within the minute "zojuist". */
export function ago(time, now = Date.now()) {
  const seconds = Math.max(0, (now - new Date(time)) / 1000);
  const found = STEPS.find(([, length]) => seconds >= length);
  return found ? relative.format(-Math.floor(seconds / found[1]), found[0]) : say("page.justNow");
}

/** Seconds counted too: for how old a picture is that is no longer live. */
export function agoExactly(time, now = Date.now()) {
  const seconds = Math.max(0, Math.floor((now - new Date(time)) / 1000));
  return seconds < 60 ? relative.format(-seconds, "second") : ago(time, now);
}

/** A length of time in its two largest units: "3 dagen en 4 uur". */
export function lasting(milliseconds) {
  if (milliseconds < 1000) return say("journey.instant");
  let seconds = Math.floor(milliseconds / 1000);
  const parts = [];
  for (const [unit, length] of [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]]) {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    if (count > 0) parts.push(measure(count, unit));
  }
  return inWords(parts.slice(0, 2));
}

function measure(count, unit) {
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
