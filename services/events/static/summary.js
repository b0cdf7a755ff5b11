// What a card shows, taken from a whole journey.

import * as words from "./words.js";

const TOLD = /^nl\.koploper\.initiative-(submitted|revised)\.v\d+$/;

/** The same fields as an item of the list of journeys, with the region as it was last told. */
export function summary({ initiativeId, title, stage, origin, stages, steps }) {
  const regions = steps.filter(({ type, data }) => TOLD.test(type) && data.region).map(({ data }) => data.region);
  return { initiativeId, title, stage, origin, enteredStageAt: stages.at(-1)?.enteredAt, region: regions.at(-1) };
}

/** What an initiative is called; of one whose submission has not arrived, that is not known yet. */
export const titleOf = ({ title }) => title ?? words.say("page.untitled");

/** A stage's name; a journey of which only side steps are known has none yet. */
export const stageName = (stage) => words.find(["stages", stage ?? "none", "name"]) ?? stage;
