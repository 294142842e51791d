import type { ReactNode } from 'react';
import './section.css';

interface SectionProps {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly note?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** One step of the page, with its number; the numbers suggest an order and force none. */
export function Section({ id, number, title, note, action, children }: SectionProps) {
  return (
    <section className="section" aria-labelledby={`${id}-heading`}>
      <div className="section-head">
        <span className="section-number" aria-hidden="true">
          {number}
        </span>
        <h2 id={`${id}-heading`} tabIndex={-1}>
          {title}
        </h2>
        {note === undefined ? null : <span className="section-note">{note}</span>}
        <span className="section-action">{action}</span>
      </div>
      {children}
    </section>
  );
}
