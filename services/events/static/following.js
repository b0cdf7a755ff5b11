// Following the ledger: one open stream, taken up again where it broke off. Nothing here asks by the clock; the
// only timers are how long to wait after a failure, and how long a silence may last before it counts as one.

import { events } from "./sse.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const SILENCE = 40_000; // the ledger gives a sign of life every 15 s

/**
 * Keeps up with the ledger from `position` on.
 *
 * `begin()` fetches the picture to start from, once; `take(envelope)` is given every event after `position`;
 * `tell(state)` hears "connecting", "live", "lost" or "paused";
 * while `calm()` says no, what was read did not get onto the page yet, and failures go on counting.
 */
export class Following {
  constructor({ ledger, position, begin, take, tell, calm }) {
    Object.assign(this, { ledger, position, begin, take, tell, calm });
    this.begun = false;
    this.failures = 0;
    this.current = null; // what ends the present stream
    this.wake = () => {}; // what ends the present wait
  }

  start() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.pause() : this.wake()));
    addEventListener("online", () => this.retry());
    this.run();
  }

  /** Connect now, however long the wait was to be. */
  retry() {
    this.wake();
  }

  /** What was read could not be put on the page: begin again where it broke off. */
  fail() {
    this.current?.abort();
  }

  /** A page that nobody sees holds no connection: browsers have few of them per host. */
  pause() {
    this.paused = true;
    this.current?.abort();
  }

  async run() {
    for (;;) {
      if (document.hidden) await this.untilSeen();
      this.paused = false;
      try {
        await this.once();
      } catch (broken) {
        if (broken.name !== "AbortError") console.warn("stream:", broken.message);
      }
      if (this.paused) continue;
      this.tell("lost");
      await this.wait();
    }
  }

  async once() {
    if (!this.begun) {
      await this.begin();
      this.begun = true;
    }
    if (document.hidden) return;
    this.current = new AbortController();
    const silence = new Watchdog(SILENCE, () => this.current.abort());
    try {
      const body = await this.ledger.stream(this.position, this.current.signal);
      this.tell("live");
      for await (const event of events(body)) {
        silence.again();
        if (this.calm()) this.failures = 0;
        if (event === null) continue;
        this.take(JSON.parse(event.data));
        this.position = event.id;
      }
    } finally {
      silence.stop();
    }
  }

  untilSeen() {
    this.tell("paused");
    return new Promise((done) => (this.wake = done));
  }

  wait() {
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures);
    this.failures += 1;
    return new Promise((done) => {
      const timer = setTimeout(done, longest * (0.5 + Math.random() / 2));
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

class Watchdog {
  constructor(patience, bark) {
    Object.assign(this, { patience, bark });
    this.again();
  }

  again() {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.bark, this.patience);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
