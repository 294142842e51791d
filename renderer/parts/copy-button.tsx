import { useEffect, useState } from 'react';
import { useText } from '../i18n/text-context.tsx';
import { Button } from './button.tsx';
import { CheckIcon, CopyIcon } from './icons.tsx';

const COPIED_MS = 3000;

interface CopyButtonProps {
  readonly text: () => string;
  readonly words?: string;
  readonly onPress?: () => void;
}

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, words, onPress }: CopyButtonProps) {
  const { t } = useText();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => {
    onPress?.();
    navigator.clipboard.writeText(text()).then(
      () => setIsCopied(true),
      () => setIsCopied(false), // the text stays on the page, to be copied by hand
    );
  };
  return (
    <>
      <Button size="small" icon={isCopied ? <CheckIcon /> : <CopyIcon />} onPress={copy}>
        {isCopied ? t('action.copied') : (words ?? t('action.copy'))}
      </Button>
      <span className="visually-hidden" role="status">
        {isCopied ? t('action.copied') : ''}
      </span>
    </>
  );
}
