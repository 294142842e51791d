/**
 * Frames on every process line: `u32be length | u8 type | payload`, `length` counts type and payload.
 * Type 0 is JSON in UTF-8, type 1 is image data: `u64be offset` and up to DATA_MAX_BYTES of bytes. Data goes straight from
 * the reader to the worker, on a socket; a host sees messages only.
 * A frame that is too long, of another type or not valid JSON is a protocol error and ends the process.
 */
export const FRAME_CONTROL = 0;
export const FRAME_DATA = 1;

/** Longest JSON payload. A VERIFY_MISMATCH with 100 ranges takes about 5 kB. */
export const CONTROL_MAX_BYTES = 1024 * 1024;

/** Longest run of image bytes in one frame; also the unit in which readers produce blocks. */
export const DATA_MAX_BYTES = 1024 * 1024;
