import type { FileFacts } from "../npy.js";

/** What every version says of itself. */
export interface VersionManifest {
  readonly version: string;
  /** ISO 8601 */
  readonly createdAt: string;
  /** By file: bytes and SHA-256. */
  readonly files: Readonly<Record<string, FileFacts>>;
}

/** What is written beside a version for people. */
export interface Findings {
  /** HTML */
  readonly report?: string;
}

/** How one kind of model lies in a version's folder. */
export interface VersionForm<M extends VersionManifest, T extends { readonly manifest: M }> {
  /** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  readManifest(folder: string): Promise<M>;
  /** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  read(folder: string): Promise<T>;
  /** All files of a version, into a folder that is empty. */
  write(folder: string, model: T, findings: Findings): Promise<void>;
  /** Looks at all of it: before a version is written and before it comes into force. @throws AttuneError ATTUNE_MODEL_INVALID */
  check(model: T): Promise<void>;
}
