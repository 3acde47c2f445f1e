export { buildCollector } from "./build-collector.js";
export type { CollectorSettings } from "./settings.js";
