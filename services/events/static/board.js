// The board: a column per stage, a card per initiative, newest in its stage on top; what changes stage moves there.

import { clone, stages, write } from "./page.js";
import { glide } from "./gliding.js";
import { stageName, titleOf } from "./summary.js";
import * as words from "./words.js";

const SHOWN_MOVES = 3; // more at once is told as a number

export class Board {
  /** `changed(total, koplopers)` hears how many there are; `announce(sentence)` reaches who does not see the page. */
  constructor({ changed, announce }) {
    Object.assign(this, { changed, announce });
    this.root = document.getElementById("pijplijn");
    this.columns = new Map(stages().map((section) => [section.dataset.stage, section]));
    this.cards = new Map(); // initiative → {item, journey}
    this.due = new Map();
  }

  /** The picture to start from: nothing moves, nobody is told. */
  fill(journeys) {
    for (const journey of journeys) if (journey.stage) this.place(journey);
    this.count();
    this.root.removeAttribute("aria-busy");
  }

  /** News of an initiative: shown with the next frame, together with whatever else came. */
  update(journey) {
    if (!journey.stage) return;
    if (this.due.size === 0) requestAnimationFrame(() => this.flush());
    this.due.set(journey.initiativeId, journey);
  }

  flush() {
    const news = [...this.due.values()];
    this.due.clear();
    const moves = news.filter((journey) => this.cards.get(journey.initiativeId)?.journey.stage !== journey.stage);
    const before = moves.map((journey) => ({ ...journey, from: this.cards.get(journey.initiativeId)?.journey.stage }));
    const moving = new Set(moves.map((journey) => journey.initiativeId));
    glide(this.root, moving, () => news.forEach((journey) => this.place(journey)));
    this.count();
    this.tell(before);
  }

  place(journey) {
    const id = journey.initiativeId;
    const card = this.cards.get(id) ?? { item: clone("vorm-kaart"), journey: {} };
    const known = { ...card.journey, ...journey, region: journey.region ?? card.journey.region };
    const moves = card.journey.stage !== known.stage || card.journey.enteredStageAt !== known.enteredStageAt;
    this.cards.set(id, { item: card.item, journey: known });
    draw(card.item, known);
    if (moves) this.insert(card.item, known);
  }

  /** Into its column, before the first card that came there earlier; what had the focus keeps it. */
  insert(item, journey) {
    const column = this.columns.get(journey.stage)?.querySelector(".cards");
    if (!column) return;
    const held = item.contains(document.activeElement) ? document.activeElement : null;
    item.dataset.since = journey.enteredStageAt;
    const later = [...column.children].find((each) => each !== item && each.dataset.since <= item.dataset.since);
    column.insertBefore(item, later ?? null);
    held?.focus({ preventScroll: true });
  }

  count() {
    for (const [stage, section] of this.columns) {
      const count = section.querySelector(".cards").childElementCount;
      for (const place of document.querySelectorAll(`[data-count="${stage}"]`)) write(place, String(count));
      section.querySelector(".stage-empty").hidden = count > 0;
      section.classList.toggle("stage-none", count === 0);
    }
    const koplopers = [...this.cards.values()].filter(({ journey }) => /^(published|nominated)$/.test(journey.stage));
    this.changed(this.cards.size, koplopers.length);
  }

  tell(moves) {
    if (moves.length > SHOWN_MOVES) return this.announce(words.say("moves.many", { n: moves.length }));
    const sentences = moves.map(({ stage, from, ...journey }) =>
      words.say(from ? "moves.moved" : "moves.new", { title: titleOf(journey), from: stageName(from), stage: stageName(stage) }),
    );
    if (sentences.length > 0) this.announce(sentences.join(" "));
  }

  /** How long ago is said anew; nothing is asked for. */
  tick() {
    for (const { item, journey } of this.cards.values()) since(item, journey);
  }
}

function draw(item, journey) {
  item.dataset.id = journey.initiativeId;
  const title = item.querySelector(".card-title");
  write(title, titleOf(journey));
  title.href = `/?reis=${encodeURIComponent(journey.initiativeId)}`;
  const region = item.querySelector(".card-region");
  write(region, journey.region ?? "");
  region.hidden = !journey.region;
  write(item.querySelector(".card-origin"), journey.origin ? words.name("origins", journey.origin) : "");
  since(item, journey);
}

function since(item, journey) {
  const time = item.querySelector("time");
  time.dateTime = journey.enteredStageAt;
  write(time.firstChild, words.ago(journey.enteredStageAt));
  write(time.lastChild, words.at(journey.enteredStageAt));
}
