import type { ChangeEvent, Ref } from 'react';
import './checkbox.css';

interface CheckboxProps {
  readonly id?: string | undefined;
  readonly label?: string | undefined;
  readonly labelledBy?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  /** It can be focused and read, but not ticked. */
  readonly isLocked?: boolean;
  readonly ref?: Ref<HTMLInputElement> | undefined;
}

/** The browser's own checkbox, drawn by us: every reader knows it. */
export function Checkbox({ isChecked, onChange, isLocked = false, ...props }: CheckboxProps) {
  return (
    <span className={`checkbox${isLocked ? ' checkbox-locked' : ''}`}>
      <input
        ref={props.ref}
        id={props.id}
        type="checkbox"
        checked={isChecked}
        aria-label={props.label}
        aria-labelledby={props.labelledBy}
        aria-describedby={props.describedBy}
        aria-disabled={isLocked ? true : undefined}
        onChange={(event: ChangeEvent<HTMLInputElement>) => {
          if (!isLocked) onChange(event.currentTarget.checked);
        }}
      />
      <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        <path d={isLocked ? 'M6.5 10h7' : 'M5.5 10.4l3 3.1 6-7'} />
      </svg>
    </span>
  );
}
