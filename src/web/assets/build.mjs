// Makes dist/ from src/: one style sheet for both directions, one script, one sprite of icons; each under a name with
// the hash of its content, with .gz and .br beside it, and manifest.json (plain name -> hashed name).
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const source = (name) => join(here, 'src', name);
const fresh = join(here, 'dist.new');
const dist = join(here, 'dist');

const bundle = async (entry) => {
  const result = await build({
    entryPoints: [source(entry)],
    bundle: true,
    minify: true,
    write: false,
    target: ['chrome100', 'firefox100', 'safari15.4'],
    format: 'iife',
    legalComments: 'none',
    logLevel: 'warning',
  });
  return Buffer.from(result.outputFiles[0].contents);
};

// One <symbol> per icon that pages use; drawn by Tabler (MIT, see the comment inside).
const sprite = () => {
  const icons = JSON.parse(readFileSync(source('icons.json'), 'utf8'));
  const symbols = Object.entries(icons).map(([name, file]) => {
    const svg = readFileSync(join(here, 'node_modules/@tabler/icons/icons/outline', `${file}.svg`), 'utf8');
    const shapes = svg
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/[\s\S]*?<svg[^>]*>/, '')
      .replace('</svg>', '')
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '')
      .replace(/\s*\n\s*/g, '');
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons, MIT licence, Copyright (c) Pawel Kuna -->${symbols.join('')}</svg>`,
  );
};

const files = {
  'app.css': await bundle('app.css'),
  'app.js': await bundle('app.js'),
  'icons.svg': sprite(),
  'mark.svg': readFileSync(source('mark.svg')),
};

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh);
const manifest = {};
let total = 0;
for (const [name, content] of Object.entries(files)) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const dot = name.lastIndexOf('.');
  const hashed = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  const brotli = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  writeFileSync(join(fresh, hashed), content);
  writeFileSync(join(fresh, `${hashed}.gz`), gzipSync(content, { level: 9 }));
  writeFileSync(join(fresh, `${hashed}.br`), brotli);
  manifest[name] = hashed;
  total += brotli.length;
  console.error(`  ${hashed.padEnd(28)} ${String(content.length).padStart(7)} bytes, ${String(brotli.length).padStart(6)} compressed`);
}
writeFileSync(join(fresh, 'manifest.json'), JSON.stringify(manifest));
rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);
console.error(`  together ${total} bytes compressed`);
