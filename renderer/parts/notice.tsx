import type { ReactNode } from 'react';
import { CheckIcon, CrossIcon, InfoIcon, WarningIcon } from './icons.tsx';
import './notice.css';

interface NoticeProps {
  readonly tone: 'info' | 'warning' | 'danger' | 'good';
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

const ICONS = { info: InfoIcon, warning: WarningIcon, danger: CrossIcon, good: CheckIcon } as const;

/** A sentence that stands out, on the page it is about. */
export function Notice({ tone, children, actions }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`notice notice-${tone}`}>
      <Icon />
      <div className="notice-words">{children}</div>
      {actions === undefined ? null : <div className="notice-actions">{actions}</div>}
    </div>
  );
}
