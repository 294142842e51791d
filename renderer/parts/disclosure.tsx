import { type ReactNode, useId, useState } from 'react';
import { Button } from './button.tsx';
import { ChevronIcon } from './icons.tsx';
import './disclosure.css';

interface DisclosureProps {
  readonly words: string;
  readonly label?: string;
  readonly children: ReactNode;
  readonly startsOpen?: boolean;
}

/** A button that opens what is below it. */
export function Disclosure({ words, label, children, startsOpen = false }: DisclosureProps) {
  const [isOpen, setIsOpen] = useState(startsOpen);
  const id = useId();
  return (
    <div className="disclosure" data-open={isOpen}>
      <Button
        look="link"
        size="small"
        icon={<ChevronIcon size={16} />}
        onPress={() => setIsOpen(!isOpen)}
        isExpanded={isOpen}
        controls={id}
        {...(label === undefined ? {} : { label })}
      >
        {words}
      </Button>
      <div id={id} className="disclosure-body" hidden={!isOpen}>
        {isOpen ? children : null}
      </div>
    </div>
  );
}
