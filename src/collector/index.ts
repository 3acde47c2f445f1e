export { buildCollector, type CollectorParts } from "./build-collector.js";
export type { CollectorSettings, WriteKey } from "./settings.js";
