import type { TrustOutcome } from '#contract/trust.ts';
import type { Words } from '../../i18n/keys.ts';
import { Rich, useText } from '../../i18n/text-context.tsx';

/** What is worth saying about files given for checking: which were not used and why, whose keys were taken. */
export function TrustRemarks({ outcomes }: { readonly outcomes: readonly TrustOutcome[] }) {
  const { t, say } = useText();
  return outcomes.map((outcome) => {
    if (outcome.outcome === 'key') {
      return (
        <p key={outcome.fileName} className="muted small" role="status">
          {t('trust.keyAdded', { owners: { list: outcome.owners } })}
        </p>
      );
    }
    if (outcome.outcome !== 'refused') return null;
    return (
      <p key={outcome.fileName} className="warning-text small" role="status">
        <Rich k="checksum.refusedFile" params={{ file: <bdi>{outcome.fileName}</bdi> }} />{' '}
        {say(refusalWords(outcome.reason, outcome.names))}
      </p>
    );
  });
}

type Refusal = Extract<TrustOutcome, { outcome: 'refused' }>['reason'];

/** Why a text or file cannot be used for checking. */
export function refusalWords(reason: Refusal, names: readonly string[]): Words {
  switch (reason) {
    case 'empty':
    case 'not-a-checksum':
      return ['checksum.notAChecksum'];
    case 'other-algorithm':
      return ['checksum.otherAlgorithm'];
    case 'weak-algorithm':
      return ['checksum.weakAlgorithm'];
    case 'other-files':
      return ['checksum.otherFiles', { names: { list: names } }];
    case 'ambiguous':
      return ['checksum.ambiguous'];
    case 'unknown-key':
      return ['trust.unknownKey', { keys: { list: names } }];
    case 'unreadable':
      return ['trust.unreadable'];
  }
}
