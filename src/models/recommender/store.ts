import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { AttuneError, isAttuneError } from "../../domain/errors.js";
import { syncFolder, writeAtomically } from "../atomic-file.js";
import { withLock } from "../lock.js";
import { checkModel } from "./check-model.js";
import type { Manifest } from "./manifest.js";
import type { RecommenderModel } from "./model.js";
import { beginTraining, endTraining, erasedDuring, noteErasure } from "./in-training.js";
import { saltedOwner, withoutOwner } from "./owners.js";
import { appendPromotion, readPromotions, versionBefore } from "./promotions.js";
import { readManifest } from "./read-manifest.js";
import {
  clearUnfinished,
  deleteVersion,
  describeVersion,
  dropSessions,
  eraseFromVersion,
  type Findings,
  isUnreadable,
  readVersion,
  writeVersion,
} from "./version-files.js";

/** A version as a list shows it. */
export interface StoredVersion {
  readonly version: string;
  readonly isCurrent: boolean;
  /** undefined where it can't be read; `problem` says why. */
  readonly manifest: Manifest | undefined;
  readonly problem?: AttuneError;
}

const CURRENT_FILE = "current";
const VERSION = /^[0-9A-Za-z][0-9A-Za-z-]{0,63}$/;

/**
 * The versions of the recommender: `<models folder>/recommender/versions/<version>/`, `current` (the promoted one's name) and history.ndjson. Any number of
 * processes may read and change it at once: versions appear whole, changes hold a lock, readers need none.
 */
export class ModelStore {
  readonly folder: string;

  /** @param models the models folder */
  constructor(models: string) {
    this.folder = path.join(models, "recommender");
  }

  /** Newest first. */
  async list(): Promise<StoredVersion[]> {
    const [current, names] = await Promise.all([this.current(), this.#names()]);
    const versions = await Promise.all(names.map((version) => this.#describe(version, version === current)));
    return versions.sort((a, b) =>
      madeAt(a) < madeAt(b) ? 1 : madeAt(a) > madeAt(b) ? -1 : a.version < b.version ? 1 : -1,
    );
  }

  /** The promoted version; undefined where none is. */
  async current(): Promise<string | undefined> {
    const file = path.join(this.folder, CURRENT_FILE);
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `can't read ${file}: ${error.message}`, { cause: error });
    });
    return text.trim() === "" ? undefined : text.trim();
  }

  /** A name for a version that is going to be made. From now on erasures count for it; `save` or `abandon` ends that. */
  async begin(): Promise<string> {
    const [day, time] = new Date().toISOString().split(/[T.]/) as [string, string];
    const version = `${day.replaceAll("-", "")}-${time.replaceAll(":", "")}-${randomBytes(2).toString("hex")}`;
    await this.#locked(() => beginTraining(this.#versions, version));
    return version;
  }

  /** It isn't going to be saved. */
  async abandon(version: string): Promise<void> {
    await this.#locked(() => endTraining(this.#versions, version));
  }

  /** Writes a version as a whole; it is not promoted by that. @throws AttuneError ATTUNE_MODEL_INVALID */
  async save(model: RecommenderModel, { metrics, report }: Findings = {}): Promise<string> {
    const { version } = model.manifest;
    checkModel(model);
    return this.#locked(async () => {
      if ((await this.#names()).includes(version))
        throw new AttuneError("ATTUNE_MODEL_INVALID", `there is a version ${version} already`);
      let { sessions } = model;
      let { erasedSessions } = model.manifest;
      for (const owner of await erasedDuring(this.#versions, version)) {
        const { table, rows } = withoutOwner(sessions, owner);
        sessions = table;
        erasedSessions += rows;
      }
      const manifest = { ...model.manifest, erasedSessions, metrics: { ...model.manifest.metrics, ...metrics } };
      await writeVersion(this.#path(version), { ...model, sessions, manifest }, report);
      await endTraining(this.#versions, version);
      return version;
    });
  }

  /**
   * Reads a version into shared memory.
   * @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID
   */
  async load(version: string): Promise<RecommenderModel> {
    for (;;) {
      const { erasedSessions } = await this.manifest(version);
      try {
        return await readVersion(this.#path(version));
      } catch (error) {
        // An erasure between manifest and files replaces both.
        if ((await this.manifest(version)).erasedSessions === erasedSessions) throw error;
      }
    }
  }

  /** What a version says of itself. @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  async manifest(version: string): Promise<Manifest> {
    return readManifest(this.#path(version));
  }

  /** Where a version's files are: CARD.md, report.html. */
  versionFolder(version: string): string {
    return this.#path(version);
  }

  /** Adds metrics and a report to a version. */
  async describe(version: string, findings: Findings): Promise<void> {
    await this.#locked(() => describeVersion(this.#path(version), findings));
  }

  /** Makes a version the current one, once it was read and looked through. @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  async promote(version: string): Promise<{ readonly version: string; readonly before: string | undefined }> {
    checkModel(await this.load(version));
    return this.#locked(() => this.#switch("promote", version));
  }

  /** Makes the version promoted before the current one current again. @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  async rollback(): Promise<{ readonly version: string; readonly before: string | undefined }> {
    return this.#locked(async () => {
      const current = await this.current();
      const version = current === undefined ? undefined : versionBefore(await readPromotions(this.folder), current);
      if (version === undefined)
        throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `no version was promoted before ${current ?? "now"}`);
      checkModel(await this.load(version));
      return this.#switch("rollback", version);
    });
  }

  /** Deletes the oldest versions beyond `keep`; never the current one, nor the one that a rollback would go to. Returns what was deleted. */
  async prune(keep: number): Promise<string[]> {
    return this.#locked(async () => {
      const current = await this.current();
      const before = current === undefined ? undefined : versionBefore(await readPromotions(this.folder), current);
      const old = (await this.list()).slice(keep).map(({ version }) => version);
      const deleted = old.filter((version) => version !== current && version !== before);
      for (const version of deleted) await deleteVersion(this.#path(version));
      return deleted;
    });
  }

  /**
   * Empties the session rows of a person in every version, and in those that are being made. Whoever has a version in memory loads it again: its
   * manifest's `erasedSessions` has grown. A version that can't be read, nor ever served, loses the sessions of everybody. Repeat it when it fails:
   * what it says of one version, it says after all others are done.
   * @throws AttuneError ATTUNE_MODEL_INVALID | ATTUNE_MODEL_UNAVAILABLE: the files can't be had now
   */
  async eraseOwner(personToken: string): Promise<{ readonly versions: number; readonly rows: number }> {
    const found = { versions: 0, rows: 0 };
    if (!existsSync(this.#versions)) return found;
    return this.#locked(async () => {
      await noteErasure(this.#versions, personToken);
      await clearUnfinished(this.#versions);
      let failure: AttuneError | undefined;
      for (const version of await this.#names()) {
        try {
          const rows = await eraseFromVersion(this.#path(version), saltedOwner(version, personToken));
          found.rows += rows;
          if (rows > 0) found.versions++;
        } catch (error) {
          if (!isAttuneError(error)) throw error;
          if (!isUnreadable(error)) failure ??= error;
          else if (await dropSessions(this.#path(version))) found.versions++;
        }
      }
      if (failure !== undefined) throw failure;
      return found;
    });
  }

  async #switch(
    action: "promote" | "rollback",
    version: string,
  ): Promise<{ version: string; before: string | undefined }> {
    const before = await this.current();
    await writeAtomically(path.join(this.folder, CURRENT_FILE), `${version}\n`);
    await appendPromotion(this.folder, { at: new Date().toISOString(), action, version, before: before ?? "" });
    await syncFolder(this.folder);
    return { version, before };
  }

  async #describe(version: string, isCurrent: boolean): Promise<StoredVersion> {
    try {
      return { version, isCurrent, manifest: await this.manifest(version) };
    } catch (error) {
      if (!isAttuneError(error)) throw error;
      return { version, isCurrent, manifest: undefined, problem: error };
    }
  }

  async #names(): Promise<string[]> {
    const entries = await readdir(this.#versions, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory() && VERSION.test(entry.name)).map(({ name }) => name);
  }

  get #versions(): string {
    return path.join(this.folder, "versions");
  }

  #path(version: string): string {
    if (!VERSION.test(version)) throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `"${version}" is no version's name`);
    return path.join(this.#versions, version);
  }

  #locked<T>(change: () => Promise<T>): Promise<T> {
    return withLock(path.join(this.folder, ".lock"), change);
  }
}

function madeAt({ manifest }: StoredVersion): string {
  return manifest?.createdAt ?? "";
}
