import path from "node:path";
import { VersionStore } from "../versions/store.js";
import { SEND_TIME_FORM, type SendTimeModel } from "./form.js";
import type { SendTimeManifest } from "./manifest.js";

/**
 * The send-time model's versions: each is a recipe, seven numbers by which the engine makes hours' rates of signs of attention. The configuration reads
 * the promoted one (config/send-time-file.ts).
 */
export type { SendTimeModel } from "./form.js";
export { SEND_TIME_FORMAT, type SendTimeManifest } from "./manifest.js";
export type SendTimeStore = VersionStore<SendTimeManifest, SendTimeModel>;

/** @param models the models folder */
export function sendTimeStore(models: string): SendTimeStore {
  return new VersionStore(path.join(models, "send-time"), SEND_TIME_FORM);
}
