import type { ReactNode } from 'react';
import type { AppFailure } from '#contract/errors.ts';
import { useText } from '../../i18n/text-context.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { CrossIcon } from '../../parts/icons.tsx';
import { type FailureContext, failureWords } from '../../state/failure-words.ts';
import './failure.css';
import { TechnicalDetails } from './technical-details.tsx';

interface FailureViewProps {
  readonly failure: AppFailure;
  readonly context?: FailureContext | undefined;
  /** The image or drive it is about, where the title does not name it. */
  readonly subject?: string | undefined;
  readonly level: 2 | 3;
  readonly actions?: ReactNode;
}

/** What happened, the likely cause, what to do: always these three, then the details (ux.md 4.8). */
export function FailureView({ failure, context, subject, level, actions }: FailureViewProps) {
  const { t, say } = useText();
  const words = failureWords(failure, context);
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section className="failure" aria-label={say(words.title)}>
      <div className="failure-head">
        <CrossIcon size={22} />
        <div>
          <Heading>{say(words.title)}</Heading>
          {subject === undefined ? null : <bdi className="muted">{subject}</bdi>}
        </div>
      </div>
      <dl className="failure-parts">
        <dt>{t('failure.happened')}</dt>
        <dd>
          {say(words.happened)}
          {failure.nothingWritten && !isAboutImage(failure)
            ? ` ${t(failure.code === 'DRIVE_FALSE_CAPACITY' ? 'failure.unchanged' : 'failure.nothingWritten')}`
            : ''}
          {failure.code === 'DRIVE_GONE' && !failure.nothingWritten ? ` ${t('failure.unusable')}` : ''}
        </dd>
        <dt>{t('failure.cause')}</dt>
        <dd>{say(words.cause)}</dd>
        {words.todo.length === 0 ? null : (
          <>
            <dt>{t('failure.todo')}</dt>
            <dd>
              <ol className="failure-todo">
                {words.todo.map((todo) => (
                  <li key={todo[0]}>
                    {say(todo)}
                    {todo[0] === 'remedy.run-as-admin' && words.command !== null ? (
                      <Command command={words.command} />
                    ) : null}
                  </li>
                ))}
              </ol>
            </dd>
          </>
        )}
      </dl>
      {actions === undefined ? null : <div className="actions">{actions}</div>}
      <TechnicalDetails failure={failure} />
    </section>
  );
}

function Command({ command }: { readonly command: string }) {
  return (
    <span className="failure-command">
      <code>{command}</code>
      <CopyButton text={() => command} />
    </span>
  );
}

function isAboutImage({ code }: AppFailure): boolean {
  return code.startsWith('IMAGE_') || code === 'DECOMPRESS_FAILED' || code.endsWith('CHECKSUM_MISMATCH');
}
