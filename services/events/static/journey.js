// One journey, in a panel of its own with an address of its own: /?reis=<id>. Back closes it.

import { SaysNo } from "./ledger.js";
import { clone, element, write } from "./page.js";
import { Steps } from "./steps.js";
import { stageName, titleOf } from "./summary.js";
import * as words from "./words.js";

export class Journey {
  /**
   * `load(id)` gives a journey, `loadSubmission(id, version)` a version of what was submitted; `missed(id)` hears of a
   * journey that could not be fetched now.
   */
  constructor({ load, loadSubmission, missed }) {
    Object.assign(this, { load, missed });
    this.id = null;
    this.dialog = document.getElementById("reis");
    this.title = document.getElementById("reis-titel");
    this.facts = document.getElementById("reis-feiten");
    this.message = document.getElementById("reis-melding");
    this.gaps = document.getElementById("reis-gaten");
    this.stages = document.getElementById("reis-fasen");
    this.steps = new Steps((version) => loadSubmission(this.id, version));
    this.stepsBox = document.getElementById("reis-stappen");
    this.witnessed = document.getElementById("reis-getuigd");
    this.name = document.title;
  }

  start() {
    document.addEventListener("click", (click) => this.follow(click));
    document.getElementById("reis-sluit").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (click) => click.target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => this.left());
    addEventListener("popstate", () => this.arrive());
    this.arrive();
  }

  /** A plain click on a card goes to its address without loading the page anew. */
  follow(click) {
    const link = click.target.closest("a.card-title");
    if (!link || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    click.preventDefault();
    this.opener = link;
    history.pushState({ fromBoard: true }, "", link.href);
    this.arrive();
  }

  /** Show what the address names. */
  arrive() {
    const id = new URL(location).searchParams.get("reis");
    languagesKeep(id);
    if (id === this.id) return;
    this.id = id;
    if (id !== null) return this.open(id);
    this.dialog.close();
  }

  /** The focus returns to the card; going back to an address with a #fragment would take it there instead. */
  refocus() {
    setTimeout(() => this.id === null && this.opener?.focus());
  }

  left() {
    document.title = this.name;
    if (this.id === null) return this.refocus(); // the address has changed already
    this.id = null;
    if (history.state?.fromBoard) {
      addEventListener("popstate", () => this.refocus(), { once: true });
      return history.back();
    }
    history.replaceState(null, "", "/");
    languagesKeep(null);
  }

  async open(id) {
    this.clear();
    if (!this.dialog.open) this.dialog.showModal();
    try {
      this.show(await this.load(id));
    } catch (wrong) {
      if (id !== this.id) return;
      const gone = wrong instanceof SaysNo && wrong.status < 500;
      this.say(words.say(gone ? "journey.unknown" : "journey.away"));
      if (!gone) this.missed(id);
    }
  }

  clear() {
    write(this.title, words.say("journey.loading"));
    this.facts.replaceChildren();
    this.steps.clear();
    this.gaps.hidden = this.stages.hidden = this.stepsBox.hidden = true;
    this.say("");
  }

  say(sentence) {
    write(this.message, sentence);
    this.message.hidden = sentence === "";
    if (sentence) write(this.title, this.id);
  }

  /** Puts a journey in the panel, when it is the one that is open. */
  show(journey) {
    if (journey.initiativeId !== this.id) return;
    const title = titleOf(journey);
    this.say("");
    write(this.title, title);
    this.title.lang = "nl";
    document.title = `${title} – Koploper`;
    this.facts.replaceChildren(
      element("span", `badge badge-${journey.stage}`, stageName(journey.stage)),
      element("span", "", journey.origin ? words.name("origins", journey.origin) : ""),
    );
    this.showGaps(journey.gaps);
    document.getElementById("fasen-lijst").replaceChildren(...spans(journey.stages));
    this.steps.show(journey.steps, journey.erased);
    this.witnessed.replaceChildren(...seen(journey));
    this.witnessed.hidden = this.witnessed.children.length === 0;
    this.stages.hidden = this.stepsBox.hidden = false;
  }

  showGaps(gaps) {
    const lines = gaps.map(({ stream, expected, got }) => {
      const last = Number(got) - 1;
      const path = Number(expected) < last ? "journey.gaps.lines" : "journey.gaps.line";
      return element("li", "", words.say(path, { stream, expected, got, last }));
    });
    document.getElementById("gaten-lijst").replaceChildren(...lines);
    this.gaps.hidden = gaps.length === 0;
  }
}

const LAST = new Set(["nominated", "rejected", "refused", "withdrawn"]); // nothing is waited for there

/** Per stage how long it lasted, the longest as a full bar; the present one is still open. */
function spans(stages, now = Date.now()) {
  const lengths = stages.map(({ enteredAt, leftAt }) => new Date(leftAt ?? now) - new Date(enteredAt));
  const longest = Math.max(1, ...lengths.filter((_, index) => !LAST.has(stages[index].stage)));
  return stages.map((stage, index) => span(stage, lengths[index], lengths[index] / longest));
}

function span({ stage, enteredAt, leftAt }, length, share) {
  const item = clone("vorm-fase");
  const put = (name, text) => write(item.querySelector(name), text);
  const ended = !leftAt && LAST.has(stage);
  const path = leftAt ? "journey.lasted" : "journey.still";
  item.dataset.stage = stage;
  item.classList.toggle("span-open", !leftAt);
  item.querySelector(".span-bar").hidden = ended;
  item.querySelector(".span-bar span").style.inlineSize = `${100 * Math.min(1, share)}%`;
  put(".span-name", stageName(stage));
  put(".span-lasted", words.say(ended ? "journey.ended" : path, { duration: words.lasting(length) }));
  put(".span-when", words.say("journey.from", { time: words.at(enteredAt) }));
  return item;
}

/** Per witness how many of the steps it saw: those up to the size of the ledger that it cosigned. */
function seen({ steps, witnesses = [] }) {
  return witnesses.map(({ name, size, seenAt }) => {
    const told = steps.filter(({ position }) => position <= (size ?? 0)).length;
    const time = seenAt ? words.at(seenAt) : "";
    const path = seenAt ? "journey.witnessed" : "journey.unwitnessed";
    return element("li", "", words.say(path, { name, seen: told, count: steps.length, time }));
  });
}

/** The other language shows the same journey. */
function languagesKeep(id) {
  for (const link of document.querySelectorAll(".languages a")) {
    const address = new URL(link.href);
    if (id === null) address.searchParams.delete("reis");
    else address.searchParams.set("reis", id);
    link.href = address.href;
  }
}
