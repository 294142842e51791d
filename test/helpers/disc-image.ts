import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { runIn, temporaryFolder } from './image-files.ts';

export interface DiscRecipe {
  readonly label: string;
  /** Path inside the disc → content. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  /**
   * `rock-ridge`: ISO9660 with Rock Ridge and Joliet (xorriso). `joliet`, `plain`: ISO9660 with or without Joliet.
   * `udf`: UDF 1.02 beside an ISO9660 volume that shows the same. `udf-bridge`: the ISO9660 volume shows nothing but
   * README.TXT, as on Windows media.
   */
  readonly kind?: 'rock-ridge' | 'joliet' | 'plain' | 'udf' | 'udf-bridge';
}

/** A disc image made by Debian's tools, or null where they are not installed. */
export function makeDisc(t: TestContext, recipe: DiscRecipe): string | null {
  const folder = temporaryFolder(t);
  for (const [name, content] of Object.entries(recipe.files)) {
    const file = path.join(folder, 'content', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  mkdirSync(path.join(folder, 'content'), { recursive: true });
  const [program, args] = commandOf(recipe);
  return runIn(folder, program, [...args, '-V', recipe.label, '-o', 'disc.iso', 'content'])
    ? path.join(folder, 'disc.iso')
    : null;
}

function commandOf({ kind = 'rock-ridge', files }: DiscRecipe): readonly [string, readonly string[]] {
  switch (kind) {
    case 'rock-ridge':
      return ['xorriso', ['-as', 'mkisofs', '-quiet', '-r', '-J']];
    case 'joliet':
      return ['genisoimage', ['-quiet', '-J']];
    case 'plain':
      return ['genisoimage', ['-quiet', '-iso-level', '3']];
    case 'udf':
      return ['genisoimage', ['-quiet', '-udf', '-r', '-allow-limited-size']];
    case 'udf-bridge': {
      const hidden = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? ''))].filter(
        (name) => name !== 'README.TXT',
      );
      const args = hidden.flatMap((name) => ['-hide', `content/${name}`]);
      return ['genisoimage', ['-quiet', '-udf', ...args]];
    }
  }
}
