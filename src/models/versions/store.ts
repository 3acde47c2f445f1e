import { existsSync } from "node:fs";
import path from "node:path";
import { AttuneError } from "../../domain/errors.js";
import { withLock } from "../lock.js";
import { InForce, type Switched } from "./in-force.js";
import { beginTraining, endTraining, inTraining, trainingFolder } from "./in-training.js";
import { STARTER } from "./shipped-models.js";
import { listVersions, type StoredVersion } from "./stored-version.js";
import { clearUnfinished, deleteVersionFolder, writeVersionFolder } from "./version-folder.js";
import type { Findings, VersionForm, VersionManifest } from "./version-form.js";
import { checkVersionName, namesIn, newVersionName } from "./version-names.js";

/**
 * The versions of one model: `<models folder>/<model>/versions/<version>/`, and beside them which are in force. Any number of processes may read and change
 * it at once: versions appear whole, changes hold a lock, readers need none. Where another such folder came with Attune, its version "starter" can be read
 * like one of this folder's, and is current as long as none is promoted.
 */
export class VersionStore<M extends VersionManifest, T extends { readonly manifest: M }> {
  readonly folder: string;
  protected readonly form: VersionForm<M, T>;
  readonly #starterFolder: string | undefined;
  readonly #inForce: InForce;

  /** @param shipped a folder like this one (or this one) */
  constructor(folder: string, form: VersionForm<M, T>, shipped?: string) {
    this.folder = folder;
    this.form = form;
    this.#starterFolder = shipped === undefined ? undefined : path.join(shipped, "versions", STARTER);
    this.#inForce = new InForce(folder, () => (this.#hasStarter ? STARTER : undefined));
  }

  /** Newest first. */
  async list(): Promise<StoredVersion<M>[]> {
    const [current, own] = await Promise.all([this.current(), this.names()]);
    const all = this.#hasStarter ? [...new Set([...own, STARTER])] : own;
    return listVersions(all, current, (version) => this.manifest(version));
  }

  /** The promoted version, else the starter; undefined where there is neither. */
  async current(): Promise<string | undefined> {
    return this.#inForce.current();
  }

  /** The candidate that scores beside it; undefined where none does. */
  async shadow(): Promise<string | undefined> {
    return this.#inForce.shadow();
  }

  /** undefined: none. @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  async setShadow(version: string | undefined): Promise<void> {
    await this.locked(async () => {
      if (version !== undefined) await this.form.check(await this.load(version));
      await this.#inForce.setShadow(version);
    });
  }

  /** A name for a version that is going to be made. From now on erasures count for it; `save` or `abandon` ends that. */
  async begin(): Promise<string> {
    const version = newVersionName();
    await this.locked(() => beginTraining(this.versions, version));
    return version;
  }

  /** It isn't going to be saved. */
  async abandon(version: string): Promise<void> {
    checkVersionName(version);
    await this.locked(() => endTraining(this.versions, version));
  }

  /** Begun, and neither saved nor abandoned: running, or interrupted. Newest first. */
  async unfinished(): Promise<string[]> {
    const [begun, saved] = await Promise.all([inTraining(this.versions), this.names()]);
    return begun
      .filter((version) => !saved.includes(version))
      .sort()
      .reverse();
  }

  /** Where a training that was begun may keep what it needs to go on after an interruption. */
  trainingFolder(version: string): string {
    checkVersionName(version);
    return trainingFolder(this.versions, version);
  }

  /** Writes a version as a whole; it is not promoted by that. @throws AttuneError ATTUNE_MODEL_INVALID */
  async save(model: T, findings: Findings = {}): Promise<string> {
    const { version } = model.manifest;
    await this.form.check(model);
    return this.locked(async () => {
      if ((await this.names()).includes(version))
        throw new AttuneError("ATTUNE_MODEL_INVALID", `there is a version ${version} already`);
      const saved = await this.beforeWriting(model);
      await writeVersionFolder(this.path(version), (folder) => this.form.write(folder, saved, findings));
      await endTraining(this.versions, version);
      return version;
    });
  }

  /** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  async load(version: string): Promise<T> {
    return this.form.read(this.versionFolder(version));
  }

  /** What a version says of itself. @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  async manifest(version: string): Promise<M> {
    return this.form.readManifest(this.versionFolder(version));
  }

  /** Where a version's files are: CARD.md, report.html. */
  versionFolder(version: string): string {
    const own = this.path(version);
    return version === STARTER && this.#starterFolder !== undefined && !existsSync(own) ? this.#starterFolder : own;
  }

  /** Makes a version the current one, once it was read and looked through. @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  async promote(version: string): Promise<Switched> {
    return this.locked(async () => {
      await this.form.check(await this.load(version));
      return this.#inForce.switchTo("promote", version);
    });
  }

  /** Makes the version promoted before the current one current again; before the first one: the starter, or none. @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID */
  async rollback(): Promise<Switched> {
    return this.locked(async () => {
      const before = await this.#inForce.before();
      if (before === undefined)
        throw new AttuneError(
          "ATTUNE_MODEL_UNAVAILABLE",
          `no version was promoted before ${(await this.current()) ?? "now"}`,
        );
      if (before !== "") await this.form.check(await this.load(before));
      return this.#inForce.switchTo("rollback", before);
    });
  }

  /** Deletes the oldest versions beyond `keep`; never the current one, its shadow, the one that a rollback would go to, nor the starter. Returns what was deleted. */
  async prune(keep: number): Promise<string[]> {
    return this.locked(async () => {
      await clearUnfinished(this.versions);
      const needed = [await this.current(), await this.shadow(), await this.#inForce.before()];
      const own = (await this.list()).map(({ version }) => version).filter((version) => version !== STARTER);
      const deleted = own.slice(keep).filter((version) => !needed.includes(version));
      for (const version of deleted) await deleteVersionFolder(this.path(version));
      return deleted;
    });
  }

  /** Under the lock: what has come to count since the model was made. */
  protected async beforeWriting(model: T): Promise<T> {
    return model;
  }

  /** Of this folder. */
  protected async names(): Promise<string[]> {
    return namesIn(this.versions);
  }

  protected get versions(): string {
    return path.join(this.folder, "versions");
  }

  protected path(version: string): string {
    checkVersionName(version);
    return path.join(this.versions, version);
  }

  protected locked<R>(change: () => Promise<R>): Promise<R> {
    return withLock(path.join(this.folder, ".lock"), change);
  }

  get #hasStarter(): boolean {
    return this.#starterFolder !== undefined && existsSync(this.#starterFolder);
  }
}
