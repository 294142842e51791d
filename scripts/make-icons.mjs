// Draws every icon in assets/ from the two pictures in assets/icon/. Needs rsvg-convert (Debian: librsvg2-bin).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { iconFiles } from './package/draw-icons.mjs';
import { root } from './source-files.mjs';

for (const [name, bytes] of iconFiles()) {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  console.log(`${name} ${bytes.length}`);
}
