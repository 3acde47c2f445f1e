/** Three ways to look at the same bytes: one by one, as numbers, as texts. */
export interface Memory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly texts: Buffer;
}

export function memoryOf(bytes: Uint8Array): Memory {
  const { buffer, byteOffset, byteLength } = bytes;
  return {
    bytes,
    view: new DataView(buffer, byteOffset, byteLength),
    texts: Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
  };
}
