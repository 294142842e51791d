import { type ReactNode, useId } from 'react';
import './settings.css';

/** Settings that belong together. */
export function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="settings-group" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className="card">{children}</div>
    </section>
  );
}

interface Labels {
  readonly label: string;
  readonly describedBy: string;
}

interface SettingProps {
  readonly name: string;
  readonly help: string;
  readonly children: (labels: Labels) => ReactNode;
}

/** One setting: its name, what it does, and how it is set. */
export function Setting({ name, help, children }: SettingProps) {
  const id = useId();
  return (
    <div className="setting">
      <div className="setting-words">
        <p className="setting-name">{name}</p>
        <p id={id} className="muted small">
          {help}
        </p>
      </div>
      <div className="setting-control">{children({ label: name, describedBy: id })}</div>
    </div>
  );
}
