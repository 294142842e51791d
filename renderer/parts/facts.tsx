import type { ReactNode } from 'react';
import './facts.css';

interface FactsProps {
  readonly children: ReactNode;
  readonly isCompact?: boolean;
}

/** Names and values, side by side where there is room. */
export function Facts({ children, isCompact = false }: FactsProps) {
  return <dl className={`facts${isCompact ? ' facts-compact' : ''}`}>{children}</dl>;
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
