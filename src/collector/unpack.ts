import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { AttuneError } from "../domain/errors.js";

const unpackers: Readonly<Record<string, typeof gunzip>> = { gzip: gunzip, "x-gzip": gunzip, deflate: inflate };

/**
 * The body as it was before its content-encoding, no longer than `limit` bytes: unpacking stops there, so that a gzip bomb costs no more.
 * @throws AttuneError ATTUNE_EVENT_TOO_LARGE | ATTUNE_ENCODING
 */
export async function unpack(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "") return body;
  const unpacker = Object.hasOwn(unpackers, name) ? unpackers[name] : undefined;
  if (unpacker === undefined) throw new AttuneError("ATTUNE_ENCODING", "this content-encoding is not known");
  try {
    return await promisify<Buffer, { maxOutputLength: number }, Buffer>(unpacker)(body, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new AttuneError("ATTUNE_EVENT_TOO_LARGE", `the body unpacks to more than ${limit} bytes`);
    }
    throw new AttuneError("ATTUNE_ENCODING", `the body is damaged or no ${name}`, { cause });
  }
}
