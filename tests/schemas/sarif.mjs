// Checks a SARIF 2.1.0 file against the schema of the standard, as @microsoft/jest-sarif brings it.
// usage: node sarif.mjs FILE; exit 1 with the errors
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const file = process.argv[2];
const sarif = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const { $schema, id, ...schema } = JSON.parse(readFileSync(sarif, 'utf8')); // of draft-04, of which it uses what draft-07 has

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(schema);
if (!validate(JSON.parse(readFileSync(file, 'utf8')))) {
  for (const error of validate.errors) console.error(`${file}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
  process.exit(1);
}
