import path from "node:path";
import { invalid } from "../npy.js";
import { readChecked, writeFacts } from "../versions/files.js";
import { MANIFEST_FILE, manifestText } from "../versions/manifest-file.js";
import type { VersionForm } from "../versions/version-form.js";
import { cardOf } from "./card.js";
import { readSendTimeManifest, type SendTimeManifest } from "./manifest.js";

/** A version: the recipe as the configuration reads it, and what is known of it. */
export interface SendTimeModel {
  readonly manifest: SendTimeManifest;
  /** recipe.yaml */
  readonly recipe: string;
}

const RECIPE_FILE = "recipe.yaml";
const CARD_FILE = "CARD.md";
const REPORT_FILE = "report.html";

export const SEND_TIME_FORM: VersionForm<SendTimeManifest, SendTimeModel> = {
  readManifest: readSendTimeManifest,

  async read(folder) {
    const manifest = await readSendTimeManifest(folder);
    const recipe = await readChecked(folder, RECIPE_FILE, manifest.files[RECIPE_FILE]);
    return { manifest, recipe: recipe.toString("utf8") };
  },

  async write(folder, { manifest, recipe }, { report }) {
    const files = { [RECIPE_FILE]: await writeFacts(path.join(folder, RECIPE_FILE), recipe) };
    const written = { ...manifest, files };
    await writeFacts(path.join(folder, CARD_FILE), cardOf(written));
    if (report !== undefined) await writeFacts(path.join(folder, REPORT_FILE), report);
    await writeFacts(path.join(folder, MANIFEST_FILE), manifestText(written));
  },

  async check({ manifest, recipe }) {
    if (recipe.trim() === "") throw invalid(`version ${manifest.version}`, `its ${RECIPE_FILE} is empty`);
  },
};
