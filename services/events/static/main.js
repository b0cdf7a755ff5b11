// Puts the page together: what the ledger tells moves the cards, and nothing else does.

import { Board } from "./board.js";
import { Following } from "./following.js";
import { Journey } from "./journey.js";
import { Ledger } from "./ledger.js";
import { write } from "./page.js";
import { Refreshing } from "./refreshing.js";
import { changesCard } from "./sentences.js";
import { Status } from "./status.js";
import { summary } from "./summary.js";
import * as terms from "./terms.js";
import * as words from "./words.js";

const AGE_SAID_AGAIN = 1000; // how often "so long ago" is written anew; nothing is asked for then
const CARDS_SAID_AGAIN = 20_000;

const { actor, position, texts } = document.body.dataset;
await words.load(texts);

const ledger = new Ledger(actor);
const status = new Status(() => following.retry());
const board = new Board({
  changed: (total, koplopers) => status.count(total, koplopers),
  announce: (sentence) => write(document.getElementById("omroep"), sentence),
});
let witnesses = []; // as they were when a journey was last looked at: no card tells of them
const lived = async (id) => {
  await terms.load(ledger);
  return { ...(await ledger.journey(id)), witnesses };
};
const seen = async (id) => {
  witnesses = await ledger.witnesses();
  return lived(id);
};
const news = new Refreshing({
  load: (id) => (id === journey.id ? seen(id) : lived(id)),
  loadAll: () => ledger.journeys(),
  show: (found) => {
    board.update(summary(found));
    journey.show(found);
  },
  showAll: (found, ids) => {
    for (const each of found) board.update(each);
    if (ids.includes(journey.id)) news.add(journey.id);
  },
  failed: () => following.fail(),
});
const journey = new Journey({
  load: seen,
  loadSubmission: (id, version) => ledger.submission(id, version),
  missed: (id) => news.add(id),
});
const following = new Following({
  ledger,
  position,
  begin: async () => board.fill(await ledger.journeys()),
  take: ({ initiativeid, type }) => {
    if (terms.areChangedBy(type)) terms.forget();
    if (initiativeid && (changesCard(type) || initiativeid === journey.id)) news.add(initiativeid);
  },
  tell: (state) => {
    status.tell(state);
    if (state === "live") news.go();
  },
  calm: () => news.calm,
});

journey.start();
following.start();
setInterval(() => status.tick(), AGE_SAID_AGAIN);
setInterval(() => document.hidden || board.tick(), CARDS_SAID_AGAIN);
