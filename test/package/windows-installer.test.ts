import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cleanUp } from '../helpers/clean-up.ts';
import { outputOf, packagingMissing } from '../helpers/built-packages.ts';

const missing = await packagingMissing();
const INCLUDE = join(import.meta.dirname, '../../assets/windows/installer.nsh');

describe('the Windows installer', { skip: missing ?? false }, () => {
  test('its own part compiles', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'stickwright-nsis-'));
    cleanUp(t, () => rm(folder, { recursive: true, force: true }));
    const script = join(folder, 'installer.nsi');
    await writeFile(
      script,
      `Unicode true
Name "Stickwright"
OutFile "${join(folder, 'stickwright-part.exe')}"
!define APP_ID "io.stickwright.Stickwright"
!define APP_EXECUTABLE_FILENAME "Stickwright.exe"
!include "${INCLUDE}"
Section
  SetShellVarContext all
  !insertmacro customInstall
  WriteUninstaller "$INSTDIR\\uninstall.exe"
SectionEnd
Section "un.install"
  !insertmacro customUnInstall
SectionEnd
`,
    );
    await outputOf('makensis', ['-WX', '-V2', script]);
  });

  test('it takes no kind of file away from the program that opens it now, and withdraws all it offered', async () => {
    const text = await readFile(INCLUDE, 'utf8');
    const written = [...text.matchAll(/WriteRegStr SHELL_CONTEXT "([^"]+)" "([^"]*)"/g)].map(([, key = '', name]) => ({
      key,
      name,
    }));
    assert.ok(written.length > 0);
    for (const { key, name } of written) {
      assert.ok(!/\\Classes\\\.[^\\]+$/.test(key) || name !== '', `${key} would be taken over`);
    }
    const named = (macro: string) =>
      [...text.matchAll(new RegExp(`insertmacro ${macro} "(\\w+)"`, 'g'))].map(([, name]) => name);
    assert.deepEqual(named('offerOpenWith'), ['iso', 'img', 'xz', 'zst', 'gz', 'zip']);
    assert.deepEqual(named('withdrawOpenWith'), named('offerOpenWith'));
  });
});
