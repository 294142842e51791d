import './progress-bar.css';

interface ProgressBarProps {
  readonly label: string;
  /** 0 to 100; null: it works, nobody knows how long. */
  readonly percent: number | null;
  /** The value in words, for readers. */
  readonly valueText: string;
  readonly tone?: 'write' | 'verify' | 'good' | 'danger' | 'idle';
  readonly size?: 'normal' | 'large';
}

/** A bar with its value in words. Not a live region: the announcer speaks. */
export function ProgressBar({ label, percent, valueText, tone = 'write', size = 'normal' }: ProgressBarProps) {
  const known = percent === null ? {} : { 'aria-valuenow': Math.floor(percent) };
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={valueText}
      {...known}
      className={`progress progress-${tone} progress-${size}${percent === null ? ' progress-unknown' : ''}`}
    >
      {percent === null ? null : (
        <div className="progress-fill" style={{ transform: `scaleX(${Math.max(0, Math.min(100, percent)) / 100})` }} />
      )}
    </div>
  );
}
