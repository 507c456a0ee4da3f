// Reads {schema, documents} on standard input; prints Ajv's verdict on each document, in strict mode.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const Ajv = createRequire(import.meta.url)("ajv/dist/2020").default;
const { schema, documents } = JSON.parse(readFileSync(0, "utf8"));
const validate = new Ajv({ strict: true }).compile(schema);
process.stdout.write(JSON.stringify(documents.map((document) => validate(document))));
