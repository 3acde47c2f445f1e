import { type AttuneError, isAttuneError } from "../../domain/errors.js";
import type { VersionManifest } from "./version-form.js";

/** A version as a list shows it. */
export interface StoredVersion<M> {
  readonly version: string;
  readonly isCurrent: boolean;
  /** undefined where it can't be read; `problem` says why. */
  readonly manifest: M | undefined;
  readonly problem?: AttuneError;
}

/** Newest first; those that can't be read last. */
export async function listVersions<M extends VersionManifest>(
  names: readonly string[],
  current: string | undefined,
  manifestOf: (version: string) => Promise<M>,
): Promise<StoredVersion<M>[]> {
  const versions = await Promise.all(
    names.map(async (version) => ({
      version,
      isCurrent: version === current,
      ...(await described(manifestOf(version))),
    })),
  );
  return versions.sort((a, b) =>
    madeAt(a) < madeAt(b) ? 1 : madeAt(a) > madeAt(b) ? -1 : a.version < b.version ? 1 : -1,
  );
}

async function described<M>(reading: Promise<M>): Promise<Pick<StoredVersion<M>, "manifest" | "problem">> {
  try {
    return { manifest: await reading };
  } catch (error) {
    if (!isAttuneError(error)) throw error;
    return { manifest: undefined, problem: error };
  }
}

function madeAt({ manifest }: StoredVersion<VersionManifest>): string {
  return manifest?.createdAt ?? "";
}
