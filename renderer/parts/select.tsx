import { type ReactNode, useId } from 'react';
import {
  Button,
  type Key,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';
import { CheckIcon, DownIcon } from './icons.tsx';
import './select.css';

export interface Choice<V extends string> {
  readonly value: V;
  readonly words: string;
  /** Language of the words, where it is not the page's. */
  readonly lang?: string;
}

interface SelectProps<V extends string> {
  readonly label: string;
  readonly describedBy?: string | undefined;
  readonly value: V;
  readonly choices: readonly Choice<V>[];
  readonly onChange: (value: V) => void;
  readonly look?: 'field' | 'quiet';
  readonly icon?: ReactNode;
  /** What stands on the closed button, where it is not the words of the choice. */
  readonly shown?: { readonly words: string; readonly lang?: string } | undefined;
}

/** One of a few, in a list that opens. The label is for readers; what stands beside it is the screen's. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { label, value, choices, onChange, describedBy, look = 'field', icon } = props;
  const shown = props.shown ?? choices.find((choice) => choice.value === value);
  const id = useId();
  return (
    <AriaSelect
      className="select"
      aria-label={label}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      value={value}
      onChange={(key: Key | null) => {
        const chosen = choices.find((choice) => choice.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      <Button className={`select-button select-${look}`} id={id}>
        {icon}
        <SelectValue className="select-value">
          <span lang={shown?.lang}>{shown?.words}</span>
        </SelectValue>
        <DownIcon size={16} />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="listbox">
          {choices.map((choice) => (
            <ListBoxItem key={choice.value} id={choice.value} textValue={choice.words} className="listbox-item">
              {({ isSelected }) => (
                <>
                  <span lang={choice.lang}>{choice.words}</span>
                  {isSelected ? <CheckIcon size={16} /> : null}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
