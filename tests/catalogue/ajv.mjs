// Reads a list of {schema, documents} on standard input; prints for each Ajv's verdicts in strict mode, or its refusal.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const Ajv = createRequire(import.meta.url)("ajv/dist/2020").default;

function judge({ schema, documents }) {
  try {
    const validate = new Ajv({ strict: true }).compile(schema);
    return documents.map((document) => validate(document));
  } catch (refusal) {
    return refusal.message;
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(judge)));
