import { existsSync } from "node:fs";
import path from "node:path";
import { type AttuneError, isAttuneError } from "../../domain/errors.js";
import type { VersionForm } from "../versions/version-form.js";
import { clearUnfinished } from "../versions/version-folder.js";
import { VersionStore } from "../versions/store.js";
import { checkModel } from "./check-model.js";
import { erasedDuring, noteErasure } from "./erased-in-training.js";
import type { Manifest } from "./manifest.js";
import type { RecommenderModel } from "./model.js";
import { saltedOwner, withoutOwner } from "./owners.js";
import { readManifest } from "./read-manifest.js";
import { dropSessions, eraseFromVersion, isUnreadable, readVersion, writeVersion } from "./version-files.js";

const RECOMMENDER_FORM: VersionForm<Manifest, RecommenderModel> = {
  readManifest,
  read: readVersion,
  write: writeVersion,
  check: async (model) => checkModel(model),
};

/** The versions of the recommender: `<models folder>/recommender/`. */
export class ModelStore extends VersionStore<Manifest, RecommenderModel> {
  /** @param models the models folder */
  constructor(models: string) {
    super(path.join(models, "recommender"), RECOMMENDER_FORM);
  }

  /**
   * Reads a version into shared memory.
   * @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID
   */
  override async load(version: string): Promise<RecommenderModel> {
    for (;;) {
      const { erasedSessions } = await this.manifest(version);
      try {
        return await super.load(version);
      } catch (error) {
        // An erasure between manifest and files replaces both.
        if ((await this.manifest(version)).erasedSessions === erasedSessions) throw error;
      }
    }
  }

  /**
   * Empties the session rows of a person in every version, and in those that are being made. Whoever has a version in memory loads it again: its
   * manifest's `erasedSessions` has grown. A version that can't be read, nor ever served, loses the sessions of everybody. Repeat it when it fails:
   * what it says of one version, it says after all others are done.
   * @throws AttuneError ATTUNE_MODEL_INVALID | ATTUNE_MODEL_UNAVAILABLE: the files can't be had now
   */
  async eraseOwner(personToken: string): Promise<{ readonly versions: number; readonly rows: number }> {
    const found = { versions: 0, rows: 0 };
    if (!existsSync(this.versions)) return found;
    return this.locked(async () => {
      await noteErasure(this.versions, personToken);
      await clearUnfinished(this.versions);
      let failure: AttuneError | undefined;
      for (const version of await this.names()) {
        try {
          const rows = await eraseFromVersion(this.path(version), saltedOwner(version, personToken));
          found.rows += rows;
          if (rows > 0) found.versions++;
        } catch (error) {
          if (!isAttuneError(error)) throw error;
          if (!isUnreadable(error)) failure ??= error;
          else if (await dropSessions(this.path(version))) found.versions++;
        }
      }
      if (failure !== undefined) throw failure;
      return found;
    });
  }

  protected override async beforeWriting(model: RecommenderModel): Promise<RecommenderModel> {
    let { sessions } = model;
    let { erasedSessions } = model.manifest;
    for (const owner of await erasedDuring(this.versions, model.manifest.version)) {
      const { table, rows } = withoutOwner(sessions, owner);
      sessions = table;
      erasedSessions += rows;
    }
    return { ...model, sessions, manifest: { ...model.manifest, erasedSessions } };
  }
}
