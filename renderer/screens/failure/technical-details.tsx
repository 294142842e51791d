import { useId, useState } from 'react';
import type { AppFailure, CauseRecord } from '#contract/errors.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ChevronIcon } from '../../parts/icons.tsx';

/** Code, operation, values and the chain of causes, as they are; copying shows them first. */
export function TechnicalDetails({ failure }: { readonly failure: AppFailure }) {
  const { t } = useText();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  return (
    <div className="technical disclosure" data-open={isOpen}>
      <div className="actions">
        <Button
          look="link"
          size="small"
          icon={<ChevronIcon size={16} />}
          isExpanded={isOpen}
          controls={id}
          onPress={() => setIsOpen(!isOpen)}
        >
          {t('failure.technical')}
        </Button>
        <CopyButton text={() => detailsText(failure)} onPress={() => setIsOpen(true)} words={t('failure.copyAll')} />
      </div>
      <pre id={id} className="technical-text" hidden={!isOpen} lang="en">
        {isOpen ? detailsText(failure) : ''}
      </pre>
    </div>
  );
}

/** In English always: these lines are for whoever is asked for help. */
export function detailsText({ code, where, message, params, cause }: AppFailure): string {
  const lines = [
    `code: ${code}`,
    `process: ${where.process}`,
    `operation: ${where.operation}`,
    ...(where.driveId === undefined ? [] : [`drive: ${where.driveId}`]),
    `message: ${message}`,
    ...Object.entries(params).map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
    ...causeLines(cause),
  ];
  return lines.join('\n');
}

function causeLines(cause: CauseRecord | undefined): readonly string[] {
  if (cause === undefined) return [];
  const osCode = cause.osCode === undefined ? '' : ` [${cause.osCode}]`;
  return [`caused by: ${cause.name}${osCode}: ${cause.message}`, ...causeLines(cause.cause)];
}
