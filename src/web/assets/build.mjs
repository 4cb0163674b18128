// Makes dist/ from src/: one style sheet for both directions, one script, one sprite of icons, and the style sheets of
// papers with the font they are printed in; each under a name with the hash of its content, with .gz and .br beside it,
// and manifest.json (plain name -> hashed name).
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

const hashed = (name, content) => {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
};

// Fonts of papers: a file that a style sheet names gets the name under which it is served.
const fonts = {};
const fontNames = {
  name: 'fonts',
  setup({ onResolve }) {
    onResolve({ filter: /\.woff2$/ }, ({ path }) => {
      const content = readFileSync(join(here, 'node_modules', path));
      const name = path.slice(path.lastIndexOf('/') + 1);
      fonts[name] = content;
      return { path: `/static/${hashed(name, content)}`, external: true };
    });
  },
};

const bundle = async (entry) => {
  const result = await build({
    entryPoints: [source(entry)],
    plugins: [fontNames],
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
  'paper-a4.css': await bundle('papers/a4.css'),
  'paper-wide.css': await bundle('papers/wide.css'),
  'paper-labels.css': await bundle('papers/labels.css'),
  'paper-roll.css': await bundle('papers/roll.css'),
  'paper.js': await bundle('papers/paper.js'),
  'icons.svg': sprite(),
  'mark.svg': readFileSync(source('mark.svg')),
  ...fonts,
};

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh);
const manifest = {};
let total = 0;
for (const [name, content] of Object.entries(files)) {
  const served = hashed(name, content);
  manifest[name] = served;
  writeFileSync(join(fresh, served), content);
  let sent = content.length;
  // A font is compressed already.
  if (!name.endsWith('.woff2')) {
    const brotli = brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    });
    writeFileSync(join(fresh, `${served}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(join(fresh, `${served}.br`), brotli);
    sent = brotli.length;
  }
  total += sent;
  console.error(`  ${served.padEnd(48)} ${String(content.length).padStart(7)} bytes, ${String(sent).padStart(6)} sent`);
}
writeFileSync(join(fresh, 'manifest.json'), JSON.stringify(manifest));
rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);
console.error(`  together ${total} bytes sent`);
