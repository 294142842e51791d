import { FieldError, Input, Label, Text, TextField as AriaTextField } from 'react-aria-components';
import './text-field.css';

interface TextFieldProps {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  /** What is wrong, in a sentence; null: nothing. */
  readonly error?: string | null;
  readonly hint?: string | undefined;
  readonly isCode?: boolean;
  readonly autoFocus?: boolean;
  readonly placeholder?: string;
  readonly maxLength?: number;
}

/** A line of text with its label, hint and what is wrong with it. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, error = null, hint, isCode = false } = props;
  return (
    <AriaTextField
      className={`field${isCode ? ' field-code' : ''}`}
      value={value}
      onChange={onChange}
      isInvalid={error !== null}
      validationBehavior="aria"
      autoFocus={props.autoFocus ?? false}
      {...(props.onBlur === undefined ? {} : { onBlur: props.onBlur })}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
    >
      <Label className={props.isLabelHidden === true ? 'visually-hidden' : 'field-label'}>{label}</Label>
      <Input
        className="field-input"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
        {...(isCode ? { inputMode: 'text', autoCapitalize: 'characters' } : {})}
      />
      {hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}
