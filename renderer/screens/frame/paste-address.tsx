import { useEffect } from 'react';
import { useApp } from '../../state/app-context.tsx';
import { isAddress } from '../../state/address-words.ts';
import { screenOf } from '../../state/screen-of.ts';
import { isDialogOpen } from './run-command.ts';

/** An address pasted anywhere outside a field opens the form with it; nothing goes online by that. */
export function PasteAddress() {
  const { store } = useApp();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const isField = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]');
      if (isField || isDialogOpen() || screenOf(store.api.getState()) !== 'page') return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!isAddress(text)) return;
      event.preventDefault();
      store.send({ type: 'url.formOpened', url: text.trim() });
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [store]);
  return null;
}
