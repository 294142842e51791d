/**
 * The words of a receipt that is saved as text or HTML, given by whoever has the language files. Values are plain text;
 * what is written escapes them.
 */
export interface ReceiptWords {
  /** BCP 47 tag for numbers and dates. */
  readonly language: string;
  readonly title: string;
  readonly outcome: string;
  readonly image: string;
  readonly file: string;
  readonly size: string;
  readonly sha256: string;
  readonly sha256OfFile: string;
  readonly checkedBy: string;
  readonly started: string;
  readonly ended: string;
  readonly program: string;
  readonly system: string;
  readonly drive: string;
  readonly serial: string;
  readonly port: string;
  readonly written: string;
  readonly compared: string;
  readonly writeSpeed: string;
  readonly verifySpeed: string;
  readonly retries: string;
  /** Label of a place that read back wrong, and what became of it. */
  readonly badSpot: string;
  readonly mended: string;
  readonly differs: string;
  readonly stalled: string;
  readonly ejected: string;
  readonly error: string;
  readonly yes: string;
  readonly no: string;
  readonly unknown: string;
  /** Outcomes of the job and of its drives. */
  readonly outcomes: Readonly<Record<'verified' | 'unverified' | 'partial' | 'failed' | 'cancelled', string>>;
  readonly checked: Readonly<Record<'expected' | 'signature' | 'none', string>>;
}
