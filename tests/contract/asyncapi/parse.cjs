// Reads one AsyncAPI document from its argument and prints, as JSON, what the parser has against it.
const { Parser, fromFile } = require("@asyncapi/parser");

fromFile(new Parser(), process.argv[2])
  .parse()
  .then(({ document, diagnostics }) => {
    const against = diagnostics.map(({ severity, code, message, path }) => ({ severity, code, message, path }));
    process.stdout.write(JSON.stringify({ accepted: document !== undefined, against }));
  });
