import type { UpdateState } from '#contract/update.ts';
import type { Words } from '../i18n/keys.ts';

/** What is known about a newer version. */
export function updateWords(update: UpdateState): Words {
  switch (update.state) {
    case 'unknown':
      return ['update.unknown'];
    case 'looking':
      return ['update.looking'];
    case 'newest':
      return ['update.newest'];
    case 'available':
    case 'refused':
      return ['update.available', { version: update.version }];
    case 'downloading':
      return ['update.downloading', { version: update.version, percent: update.percent }];
    case 'ready':
      return ['update.ready', { version: update.version }];
    case 'failed':
      return ['update.failed', { reason: update.reason }];
    default:
      return update satisfies never;
  }
}
