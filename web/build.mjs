// Bundles the scripts, compresses them and the stylesheets, and writes all of it as one C++ file.
//
//     node web/build.mjs FILE.cc
//
// What is built is listed here: an entry's name is the name of its asset. FILE.cc is left as it is where nothing changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const scripts = {
  home: 'home/index.ts',
  report: 'report/index.ts',
  request: 'request/index.ts',
  map: 'map/index.ts',
  engine: 'engine/index.ts', // what draws a map, and the library's part that works beside it
  drawer: 'node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs',
  worker: 'offline/worker.ts',
};
const stylesheets = ['portico', 'desk'];

async function bundle(entry) {
  const made = await build({
    entryPoints: [path.join(here, entry)],
    bundle: true,
    write: false,
    minify: true,
    format: entry.startsWith('offline/') ? 'iife' : 'esm', // not every browser takes a module as its worker
    target: ['es2022', 'safari16', 'firefox105', 'chrome105'],
    charset: 'utf8',
    legalComments: 'inline', // what a library's licence asks for
    logLevel: 'warning',
  });
  return Buffer.from(made.outputFiles[0].contents);
}

// A C++ string: bytes that are not plain stand in octal, always with three digits.
function literal(bytes) {
  let text = '';
  for (const byte of bytes) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f;
    text += plain ? String.fromCharCode(byte) : '\\' + byte.toString(8).padStart(3, '0');
  }
  const lines = text.match(/(?:\\[0-7]{3}|[^\\]){1,240}/g) ?? [''];
  return `std::string_view(\n        ${lines.map((line) => `"${line}"`).join('\n        ')},\n        ${bytes.length})`;
}

function entry({ name, type, bytes }) {
  const print = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  const [stem, ending] = name.split('.');
  return `    {"${name}", "/assets/${stem}-${print}.${ending}", "${type}",\n     ${literal(bytes)},\n     ${literal(gzip)},\n     ${literal(brotli)}},\n`;
}

const made = [];
for (const name of stylesheets) made.push({ name: `${name}.css`, type: 'text/css; charset=utf-8', bytes: readFileSync(path.join(here, `${name}.css`)) });
for (const [name, file] of Object.entries(scripts)) made.push({ name: `${name}.js`, type: 'text/javascript; charset=utf-8', bytes: await bundle(file) });

const text = `// Made by web/build.mjs.
#include "city/directory/built.h"

namespace portico::directory {
namespace {

const Built all[] = {
${made.map(entry).join('')}};

}  // namespace

std::span<const Built> built() { return all; }

}  // namespace portico::directory
`;
const [out] = process.argv.slice(2);
if (!out) throw new Error('node web/build.mjs FILE.cc');
if (!existsSync(out) || readFileSync(out, 'utf8') !== text) writeFileSync(out, text);
