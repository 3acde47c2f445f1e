import { Readable } from "node:stream";

/** Bytes on their way into a connection, which knows whether anybody has begun to take them: until then nothing has left. */
export class Handover extends Readable {
  hasBegun = false;
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    super();
    this.bytes = bytes;
    // Whoever takes the bytes says what went wrong; the connection's end destroys this stream too, and that says nothing more.
    this.on("error", () => undefined);
  }

  override _read(): void {
    this.hasBegun = true;
    this.push(this.bytes);
    this.push(null);
  }
}
