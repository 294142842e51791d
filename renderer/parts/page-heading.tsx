import { type ReactNode, useEffect, useRef } from 'react';

let hasShownPage = false;

interface PageHeadingProps {
  readonly children: ReactNode;
  readonly isHidden?: boolean;
  readonly className?: string;
}

/** The h1 of a screen; takes the focus when the screen replaces another one, not on the first. */
export function PageHeading({ children, isHidden = false, className }: PageHeadingProps) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasShownPage) ref.current?.focus();
    hasShownPage = true;
  }, []);
  return (
    <h1
      ref={ref}
      tabIndex={-1}
      className={`${isHidden ? 'visually-hidden' : ''} ${className ?? ''}`.trim() || undefined}
    >
      {children}
    </h1>
  );
}
