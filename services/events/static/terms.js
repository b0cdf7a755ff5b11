// What themes and branches are called: what the facts say that let them hold, each in the reader's language.

import * as words from "./words.js";

const ACTIVATED = "nl.koploper.reference-activated.v1";
const FIELDS = new Set(["themes", "branches"]);

let activated = []; // the first that held first
let asked; // while that is being asked, or when it was answered

/** Whether a fact lets other themes and branches hold. */
export const areChangedBy = (type) => type === ACTIVATED;

export const areIn = (field) => FIELDS.has(field);

/** Have what held at any time, asked of the ledger once. */
export function load(ledger) {
  asked ??= ledger.events(ACTIVATED).then(
    (found) => void (activated = found),
    (wrong) => {
      asked = undefined;
      throw wrong;
    },
  );
  return asked;
}

/** Ask again the next time. */
export function forget() {
  asked = undefined;
}

/** What a word of a step is called: by the version that the step names, or else by what held then; or else its name. */
export function called(field, name, { data, time }) {
  for (const { data: said } of inOrder(data.referenceVersion, time)) {
    const term = said[field].find((each) => each.name === name);
    if (term) return term[words.language()] ?? name;
  }
  return name;
}

/** All that held at any time: the version that is named, what held at that time and before, then what came after. */
function inOrder(version, time) {
  const own = activated.filter(({ data }) => data.referenceVersion === version);
  const before = activated.filter((each) => each.time <= time).reverse();
  return [...own, ...before, ...activated.filter((each) => each.time > time)];
}
