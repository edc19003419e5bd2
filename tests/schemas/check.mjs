// Checks the JSON Schemas with ajv in strict mode:
// - every schema compiles, the one that the program makes of its operations too;
// - every property is described, every definition has a title: editors show both;
// - of every document of the corpus ajv says what the decoder says (see verdicts.cpp).
// - the answers of the operations, and what the program prints by itself, are what the schema of answers says.
// usage: node check.mjs SOURCE_DIR SCHEMA_VERDICTS TRAVELER SCHEMA_ANSWERS
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const [source, verdicts, traveler, answers] = process.argv.slice(2);
let failures = 0;
const complain = (where, what) => {
  console.error(`${where}: ${what}`);
  ++failures;
};

const schemas = new Map();
for (const file of readdirSync(join(source, 'schemas'))) {
  const name = file.replace(/\.schema\.json$/, '');
  schemas.set(name, JSON.parse(readFileSync(join(source, 'schemas', file), 'utf8')));
}
schemas.set('operations', JSON.parse(execFileSync(traveler, ['schema', 'print', 'operations'], { encoding: 'utf8' })));

// What people read of a schema. Under `if`, `allOf` and the like the properties of above are only told apart.
const describe = (schema, path) => {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const text = property.description ?? '';
    if (text.length < 15 || text === name) complain(`${path}/properties/${name}`, 'no description worth reading');
    describe(property, `${path}/properties/${name}`);
  }
  for (const [name, definition] of Object.entries(schema.definitions ?? {})) {
    if (!definition.title) complain(`${path}/definitions/${name}`, 'a definition without title');
    if (!/^level\d$/.test(name)) describe(definition, `${path}/definitions/${name}`);
  }
  if (typeof schema.additionalProperties === 'object') describe(schema.additionalProperties, `${path}/additionalProperties`);
  if (typeof schema.items === 'object') describe(schema.items, `${path}/items`);
  if (path.endsWith('/rows') || path.endsWith('/batch')) for (const key of ['then', 'else']) describe(schema[key], `${path}/${key}`);
};

const ajv = new Ajv({ strict: true, allErrors: true });
addFormats(ajv);
for (const [name, schema] of schemas) {
  if (schema.$id) ajv.addSchema(schema);
}
const validators = new Map();
for (const [name, schema] of schemas) {
  if (!schema.title || !schema.description) complain(name, 'a schema without title or description');
  describe(schema, name);
  try {
    validators.set(name, schema.$id ? ajv.getSchema(schema.$id) : ajv.compile(schema));
  } catch (error) {
    complain(name, error.message);
  }
}

const listed = spawnSync(verdicts, [source], { encoding: 'utf8', maxBuffer: 1 << 28 });
const lines = listed.stdout.split('\n').filter((line) => line !== '');
console.log((listed.stderr ?? '').split('\n').find((line) => line.startsWith('TRAVELER_TEST_SEED')) ?? '');
if (lines.length === 0) complain(verdicts, listed.stderr || 'no documents');
for (const line of lines) {
  const { name, schema, syntax, text, accepted, rules } = JSON.parse(line);
  const validate = validators.get(schema);
  if (!validate) {
    complain(name, `there is no schema ${schema}`);
    continue;
  }
  let value;
  try {
    value = syntax === 'json' ? JSON.parse(text.replace(/^\uFEFF/, '')) : parse(text, { version: '1.2', schema: 'core' });
  } catch (error) {
    complain(name, `the decoder reads it, the reader of editors does not: ${error.message}`);
    continue;
  }
  if (validate(value) === accepted) continue;
  complain(name, accepted
    ? `the schema refuses what the decoder accepts: ${ajv.errorsText(validate.errors, { separator: '\n    ' })}`
    : `the schema accepts what the decoder refuses: ${rules}`);
}

const answered = spawnSync(answers, [source], { encoding: 'utf8', maxBuffer: 1 << 28 });
const answerLines = answered.stdout.split('\n').filter((line) => line !== '');
if (answerLines.length === 0) complain(answers, answered.stderr || 'no answers');
const mustBe = (name, schema, value) => {
  const validate = ajv.getSchema(schema);
  if (!validate(value)) complain(name, ajv.errorsText(validate.errors, { separator: '\n    ' }));
};
for (const line of answerLines) mustBe(line.slice(0, 80), 'answers.schema.json', JSON.parse(line));
const procedure = join(source, 'examples', 'bracket', 'bracket-assembly.proc.yaml');
const other = join(source, 'examples', 'gearbox', 'gearbox-overhaul.proc.yaml');
for (const [op, ...rest] of [
  ['version'],
  ['schema.list'],
  ['procedure.validate', procedure],
  ['procedure.diff', procedure, other],
]) {
  const printed = spawnSync(traveler, [...op.split('.'), ...rest, '--json'], { encoding: 'utf8' });
  mustBe(op, `answers.schema.json#/definitions/${op}`, JSON.parse(printed.stdout));
}
console.log(`${schemas.size} schemas, ${answerLines.length} answers, ${lines.length} documents, ${failures} failures`);
process.exit(failures === 0 ? 0 : 1);
