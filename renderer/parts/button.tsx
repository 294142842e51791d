import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import './button.css';

export interface OwnButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  /** `primary` once on a screen; `danger` only for the erase and for stopping. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger' | 'link' | undefined;
  readonly icon?: ReactNode;
  readonly isDisabled?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  /** Where the visible words alone do not say what it is about. */
  readonly label?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly type?: 'button' | 'submit' | undefined;
  readonly isExpanded?: boolean | undefined;
  readonly controls?: string | undefined;
  readonly size?: 'normal' | 'small' | 'large' | undefined;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
}

/** A button of ours: looks, sizes and icon; behaviour is the library's. */
export function Button(props: OwnButtonProps) {
  const { children, look = 'plain', icon, size = 'normal', label, describedBy, isExpanded, controls } = props;
  const aria: ButtonProps = {
    ...(label === undefined ? {} : { 'aria-label': label }),
    ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
    ...(isExpanded === undefined ? {} : { 'aria-expanded': isExpanded }),
    ...(controls === undefined ? {} : { 'aria-controls': controls }),
  };
  return (
    <AriaButton
      {...aria}
      {...(props.ref === undefined ? {} : { ref: props.ref })}
      className={`button button-${look} button-${size}`}
      type={props.type ?? 'button'}
      isDisabled={props.isDisabled ?? false}
      autoFocus={props.autoFocus ?? false}
      onPress={props.onPress}
    >
      {icon}
      <span className="button-words">{children}</span>
    </AriaButton>
  );
}
