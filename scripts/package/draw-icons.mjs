// What each icon file is made of.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../source-files.mjs';
import { icnsFile, icoFile } from './icon-files.mjs';

export const linuxSizesPx = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024];
const windowsSizesPx = [16, 24, 32, 48, 64, 128, 256];

/** Below this the picture has too much detail: a plainer one with edges on whole pixels is drawn. */
const DETAILED_FROM_PX = 40;

/** The part of the drawing that is shown. macOS wants more air around the tile than the others. */
const frames = { usual: '32 32 960 960', mac: '-45 -45 1114 1114' };

/** Path from the project root → content of every icon. @returns {Map<string, Buffer>} */
export function iconFiles() {
  const usual = (/** @type {number} */ sizePx) => draw(sizePx, frames.usual);
  return new Map([
    ...linuxSizesPx.map((sizePx) => /** @type {const} */ ([`assets/icons/${sizePx}x${sizePx}.png`, usual(sizePx)])),
    ['assets/icon.ico', icoFile(windowsSizesPx.map(usual))],
    ['assets/icon.icns', icnsFile((sizePx) => draw(sizePx, frames.mac))],
  ]);
}

/** @param {number} sizePx @param {string} frame @returns {Buffer} a PNG */
function draw(sizePx, frame) {
  const isDetailed = sizePx >= DETAILED_FROM_PX;
  const picture = path.join(root, 'assets', 'icon', isDetailed ? 'icon.svg' : 'icon-small.svg');
  const svg = readFileSync(picture, 'utf8');
  const framed = isDetailed ? svg.replace('viewBox="0 0 1024 1024"', `viewBox="${frame}"`) : svg;
  const size = String(sizePx);
  const { status, stdout, stderr, error } = spawnSync('rsvg-convert', ['--width', size, '--height', size], {
    input: framed,
  });
  if (status !== 0) throw new Error(`Cannot draw ${picture}: ${error?.message ?? stderr.toString()}`);
  return stdout;
}
