// Whether what is shown is live, how old it is when it is not, and what there is in all.

import { write } from "./page.js";
import * as words from "./words.js";

export class Status {
  constructor(retry) {
    this.box = document.querySelector(".live");
    this.state = document.getElementById("live-state");
    this.age = document.getElementById("live-age");
    this.button = document.getElementById("live-retry");
    this.button.addEventListener("click", retry);
    this.empty = document.getElementById("leeg");
    this.board = document.getElementById("pijplijn");
    this.jump = document.querySelector(".jump");
    this.total = null;
    this.seen = null; // until when the picture was live
  }

  /** "connecting", "live", "lost" or "paused". */
  tell(state) {
    if (this.box.dataset.live === "live" && state !== "live") this.seen = Date.now();
    this.box.dataset.live = state;
    this.button.hidden = state !== "lost";
    write(this.state, words.say(`page.live.${state}`));
    this.tick();
  }

  count(n, koplopers) {
    this.total = { n, koplopers };
    this.empty.hidden = n > 0;
    this.board.hidden = this.jump.hidden = n === 0;
    this.tick();
  }

  /** Said anew: how old the picture is, or what is in it. */
  tick() {
    write(this.age, this.box.dataset.live === "live" ? this.inAll() : this.old());
  }

  inAll() {
    return this.total === null ? "" : words.say("page.live.total", this.total);
  }

  old() {
    if (this.seen !== null) {
      const values = { time: words.atClock(this.seen), age: words.agoExactly(this.seen) };
      return words.say("page.live.since", values);
    }
    return this.box.dataset.live === "lost" ? words.say("page.live.nothing") : "";
  }
}
