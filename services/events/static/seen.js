// What the maker of a decision had before them: one quiet line, behind which the submission of then is read.

import * as data from "./data.js";
import { SaysNo } from "./ledger.js";
import { element, write } from "./page.js";
import * as words from "./words.js";

const PARTS = [
  ["submission", "submissionVersion", "submissionDigest"],
  ["article", "articleVersion", "articleDigest"],
  ["policy", "policyVersion", "policyDigest"],
];

/** The line of a step, if it tells what was seen; `load(version)` gives a version of the submission. */
export function seen(told, load) {
  if (!told || !PARTS.some(([, version]) => version in told)) return [];
  const named = PARTS.filter(([, version]) => version in told);
  const texts = named.map(([part, version]) => words.say(`journey.seen.${part}`, { version: told[version] }));
  const line = words.say("journey.seen.line", { seen: words.inWords(texts) });
  const title = named.map(([, , digest]) => told[digest]).filter(Boolean).join(" · ");
  const made = "submissionVersion" in told ? opened(line, told.submissionVersion, load) : element("p", "step-seen", line);
  if (title) made.title = words.say("journey.seen.digests", { digests: title });
  return [made];
}

/** A line that opens what was submitted then, which is asked for once. */
function opened(line, version, load) {
  const box = element("div", "");
  const made = element("details", "step-seen", element("summary", "", line), box);
  let asked = false;
  made.addEventListener("toggle", async () => {
    if (!made.open || asked) return;
    asked = true;
    write(box, words.say("journey.seen.loading"));
    try {
      box.replaceChildren(...shown(await load(version)));
    } catch (wrong) {
      const hidden = wrong instanceof SaysNo && wrong.status < 500;
      asked = hidden;
      write(box, words.say(hidden ? "journey.seen.hidden" : "journey.seen.away"));
    }
  });
  return made;
}

function shown({ said, time, erased, submissionDigest, recomputed, equal }) {
  const path = equal === null ? "journey.seen.unrecorded" : `journey.seen.${equal ? "equal" : "different"}`;
  const verdict = words.say(path, { recorded: submissionDigest, recomputed });
  const check = equal === false ? "seen-check seen-different" : "seen-check";
  return [data.list(said, { data: said, time }, new Set(erased)), element("p", check, verdict)];
}
