// Which initiatives have news: each is asked for once, however many events it got meanwhile.

import { SaysNo } from "./ledger.js";

const AT_ONCE = 4;
const FAILED = Symbol("failed");

/** `show(journey)` puts what `load(id)` found on the page; `failed()` hears that it could not be found now. */
export class Refreshing {
  constructor({ load, show, failed }) {
    Object.assign(this, { load, show, failed });
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
    for (const id of this.waiting) {
      if (this.asking.size >= AT_ONCE) return;
      if (!this.asking.has(id)) this.ask(id);
    }
  }

  async ask(id) {
    this.waiting.delete(id);
    this.asking.add(id);
    const found = await this.load(id).catch((wrong) => this.missed(id, wrong));
    this.asking.delete(id);
    if (found === FAILED) return this.failed();
    if (found !== null) this.show(found);
    this.go();
  }

  /** What an initiative gives that cannot be had: nothing when it is not for this reader, else another try later. */
  missed(id, wrong) {
    if (wrong instanceof SaysNo && wrong.status < 500) return null;
    console.warn("journey:", wrong.message);
    this.waiting.add(id);
    return FAILED;
  }

  /** Whether everything there is news of was asked for. */
  get calm() {
    return this.waiting.size === 0;
  }
}
