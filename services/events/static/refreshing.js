// Which initiatives have news: each is asked for once, however many events it got meanwhile; when it is a crowd, the
// whole list is asked for instead.

import { SaysNo } from "./ledger.js";

const AT_ONCE = 4;
const CROWD = 25;
const ALL = Symbol("all");

/**
 * `load(id)` and `loadAll()` ask; `show(journey)` and `showAll(journeys, ids)` put what they found on the page;
 * `failed()` hears that something could not be had now.
 */
export class Refreshing {
  constructor({ load, loadAll, show, showAll, failed }) {
    Object.assign(this, { load, loadAll, show, showAll, failed });
    this.waiting = new Set();
    this.asking = new Set();
  }

  /** There is news of an initiative. News that comes while it is asked for, is asked for again afterwards. */
  add(id) {
    this.waiting.add(id);
    this.go();
  }

  /** Ask for what waits. */
  go() {
    if (this.waiting.size > CROWD) {
      const ids = [...this.waiting];
      if (!this.asking.has(ALL)) this.ask(ALL, ids, this.loadAll(), (found) => this.showAll(found, ids));
      return;
    }
    for (const id of this.waiting) {
      if (this.asking.size >= AT_ONCE) return;
      if (!this.asking.has(id)) this.ask(id, [id], this.load(id), this.show);
    }
  }

  /** Whether everything there is news of was asked for. */
  get calm() {
    return this.waiting.size === 0;
  }

  async ask(what, ids, asked, show) {
    this.asking.add(what);
    for (const id of ids) this.waiting.delete(id);
    try {
      show(await asked);
    } catch (wrong) {
      if (!(wrong instanceof SaysNo && wrong.status < 500)) return this.missed(ids, wrong);
    } finally {
      this.asking.delete(what);
    }
    this.go();
  }

  /** What could not be had now is asked for once there is a connection again; a plain no is not. */
  missed(ids, wrong) {
    console.warn("journey:", wrong.message);
    for (const id of ids) this.waiting.add(id);
    this.failed();
  }
}
