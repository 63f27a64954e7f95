// Types of what the server's JSON answers hold, from its OpenAPI document: those that have a schema, which are those that scripts read.
//
//     curl -s http://localhost:8311/openapi.json | node web/contract/generate.mjs >web/contract/api.d.ts
import openapi_types, { astToString } from 'openapi-typescript';

const given = [];
for await (const piece of process.stdin) given.push(piece);
const document = JSON.parse(Buffer.concat(given).toString('utf8'));
const with_schema = (path) => Object.values(path).some((operation) => operation.responses['200'].content['application/json']?.schema);
document.paths = Object.fromEntries(Object.entries(document.paths).filter(([, path]) => with_schema(path)));
const types = astToString(await openapi_types(document, { silent: true }));
process.stdout.write(`// Made by web/contract/generate.mjs from the server's /openapi.json; tests/journeys/test_contract.py holds it against a running server.\n${types}`);
