// Asking the ledger, as the actor that the server gave this page.

const MOST = 500;

/** The ledger answered, and said no. */
export class SaysNo extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** How this page asks: what it reads, and as whom. */
export class Ledger {
  constructor(actor) {
    this.headers = actor ? { "Koploper-Actor": actor } : {};
  }

  /** Every journey, page by page. */
  async journeys() {
    const found = [];
    let cursor = "";
    do {
      const page = await this.read(`/events/v1/journeys?limit=${MOST}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      found.push(...page.items);
      cursor = page.next;
    } while (cursor);
    return found;
  }

  journey(id) {
    return this.read(`/events/v1/initiatives/${encodeURIComponent(id)}/journey`);
  }

  /** Who saw how much of the ledger; nobody where that cannot be told now: the journey is shown all the same. */
  async witnesses() {
    try {
      return (await this.read("/events/v1/witnesses")).items;
    } catch {
      return [];
    }
  }

  /** A version of a submission, as its facts say it. */
  submission(id, version) {
    return this.read(`/events/v1/initiatives/${encodeURIComponent(id)}/submissions/${encodeURIComponent(version)}`);
  }

  /** Every fact of a type, as this reader may see it. */
  async events(type) {
    const found = [];
    let after = 0;
    do {
      const page = await this.read(`/events/v1/events?type=${encodeURIComponent(type)}&limit=${MOST}&after=${after}`);
      found.push(...page.items.map(({ event }) => event));
      after = page.next;
    } while (after !== null);
    return found;
  }

  /** The open stream of everything after a position; ends when `signal` says so. */
  async stream(position, signal) {
    const headers = { ...this.headers, Accept: "text/event-stream", "Last-Event-ID": String(position) };
    return checked(await fetch("/events/v1/stream", { headers, signal, cache: "no-store" })).body;
  }

  async read(address) {
    const answer = await fetch(address, { headers: { ...this.headers, Accept: "application/json" }, cache: "no-store" });
    return checked(answer).json();
  }
}

function checked(answer) {
  if (!answer.ok) throw new SaysNo(answer.status, `HTTP ${answer.status}`);
  return answer;
}
