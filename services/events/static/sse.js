// Server-sent events read from a byte stream: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

/**
 * Yields {id, type, data} for each event, and null for each comment (a sign of life).
 * @param {ReadableStream<Uint8Array>} body
 */
export async function* events(body) {
  let rest = "";
  let event = empty();
  for await (const text of texts(body)) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (event.data !== null) yield event;
        event = empty();
      } else if (line.startsWith(":")) {
        yield null;
      } else {
        take(event, line);
      }
    }
  }
}

const empty = () => ({ id: null, type: "message", data: null });

function take(event, line) {
  const colon = line.indexOf(":");
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (field === "data") event.data = event.data === null ? value : `${event.data}\n${value}`;
  else if (field === "event") event.type = value;
  else if (field === "id") event.id = value;
}

async function* texts(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
