/**
 * An open drive that reads and writes whole sectors. Offsets count bytes from its start; offsets, lengths
 * and the memory address of buffers must be multiples of `ioAlignBytes`.
 */
export interface OpenDrive {
  readonly sizeBytes: number;
  readonly ioAlignBytes: number;
  /** True when reads and writes pass the system's cache by, so that a read-back reads the drive. */
  readonly isDirect: boolean;
  /** Fills the whole buffer or throws the system's error. */
  read(into: Buffer, offsetBytes: number): Promise<void>;
  /** Writes the whole buffer or throws the system's error. */
  write(from: Buffer, offsetBytes: number): Promise<void>;
  /** Everything written before is on the medium when it resolves. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenRequest {
  readonly devicePath: string;
  readonly sizeBytes: number;
  readonly sectorSizeBytes: number;
  readonly isFile: boolean;
  readonly access: 'read' | 'write';
  /** Windows: the volumes on it, which are locked and dismounted as long as it is open. */
  readonly volumePaths: readonly string[];
  /** Ends the waiting for a person or for a lock. */
  readonly signal: AbortSignal;
}
