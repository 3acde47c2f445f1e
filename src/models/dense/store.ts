import { existsSync } from "node:fs";
import path from "node:path";
import { shippedModels } from "../versions/shipped-models.js";
import { VersionStore } from "../versions/store.js";
import { denseForm } from "./form.js";
import { clearTrainings, hasForgotten } from "./forget.js";
import type { DenseManifest, DenseName } from "./manifest.js";
import type { DenseModel } from "./model.js";

/** The versions of one dense model: `<models folder>/<intent|propensity>/`; as long as none is promoted there, the starter that came with Attune is current. */
export class DenseStore extends VersionStore<DenseManifest, DenseModel> {
  /**
   * Somebody is forgotten: what unfinished trainings keep of everybody's rows goes (they begin anew). Weights hold sums over many people and stay.
   * Returns how many trainings kept something.
   */
  async forget(): Promise<number> {
    return existsSync(this.versions) ? this.locked(() => clearTrainings(this.versions)) : 0;
  }

  /**
   * Lets a training put its rows into its folder, to go on with after an interruption. Returns whether it did: not where somebody has been forgotten since
   * it began.
   */
  async keepRows(version: string, write: (folder: string) => Promise<void>): Promise<boolean> {
    return this.locked(async () => {
      if (hasForgotten(this.versions, version)) return false;
      await write(this.trainingFolder(version));
      return true;
    });
  }
}

/** @param models the models folder @param shipped the one that came with Attune */
export function denseStore(models: string, name: DenseName, shipped = shippedModels()): DenseStore {
  return new DenseStore(path.join(models, name), denseForm(name), path.join(shipped, name));
}
