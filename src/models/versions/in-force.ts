import { rm } from "node:fs/promises";
import path from "node:path";
import { AttuneError } from "../../domain/errors.js";
import { syncFolder, writeAtomically } from "../atomic-file.js";
import { appendPromotion, type Promotion, readPromotions, versionBefore } from "./promotions.js";
import { nameIn } from "./version-names.js";

export interface Switched {
  /** undefined: none is current any more. */
  readonly version: string | undefined;
  readonly before: string | undefined;
}

const CURRENT_FILE = "current";
const SHADOW_FILE = "shadow";

/** Which of a model's versions are in force: the files `current`, `shadow` and history.ndjson beside them. Whoever changes them holds the store's lock. */
export class InForce {
  readonly #folder: string;
  readonly #starter: () => string | undefined;

  /** @param starter what is current where none is promoted */
  constructor(folder: string, starter: () => string | undefined) {
    this.#folder = folder;
    this.#starter = starter;
  }

  async current(): Promise<string | undefined> {
    return (await nameIn(this.#folder, CURRENT_FILE)) ?? this.#starter();
  }

  async shadow(): Promise<string | undefined> {
    return nameIn(this.#folder, SHADOW_FILE);
  }

  /** Where a rollback would go: a version, or "" for none, as it was before the first; undefined: there is nothing to take back. */
  async before(): Promise<string | undefined> {
    const current = await this.current();
    const starter = this.#starter();
    const before = current === undefined ? undefined : versionBefore(await readPromotions(this.#folder), current);
    if (before !== undefined && before !== "") return before;
    return starter === current ? undefined : (starter ?? before);
  }

  /** @param version "" for none */
  async switchTo(action: Promotion["action"], version: string): Promise<Switched> {
    const before = await this.current();
    await writeAtomically(path.join(this.#folder, CURRENT_FILE), `${version}\n`);
    if ((await this.shadow()) === version) await this.setShadow(undefined);
    await appendPromotion(this.#folder, { at: new Date().toISOString(), action, version, before: before ?? "" });
    return { version: version === "" ? undefined : version, before };
  }

  /** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE */
  async setShadow(version: string | undefined): Promise<void> {
    const file = path.join(this.#folder, SHADOW_FILE);
    if (version === undefined) {
      await rm(file, { force: true });
      await syncFolder(this.#folder);
      return;
    }
    // It would be counted against itself.
    if (version === (await this.current()))
      throw new AttuneError(
        "ATTUNE_MODEL_UNAVAILABLE",
        `${version} is the current version: it can't be in its own shadow`,
      );
    await writeAtomically(file, `${version}\n`);
  }
}
