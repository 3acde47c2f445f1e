/**
 * Who may import whom under src/ (a folder always sees itself). The lint rules in .oxlintrc.json say the same; layers.test.ts holds
 * the two equal by planting every breach. A new folder under src/ needs a line here, there, and a reason.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  ports: ["domain"],
  engine: ["domain", "ports"],
  models: ["domain", "ports"],
  recommend: ["domain", "ports", "models"],
  adapters: ["domain", "ports"],
  links: ["domain"],
  channels: ["domain", "ports", "engine", "links"],
  results: ["domain"],
  explain: ["domain", "ports", "engine"],
  worker: ["domain", "ports", "engine"],
  collector: ["domain", "ports", "engine"],
  api: ["domain", "ports", "engine", "models", "recommend", "collector", "links", "channels"],
  training: ["domain", "ports", "engine", "models", "recommend"],
  simulator: ["domain", "ports", "engine"],
  config: ["domain", "ports", "engine", "worker", "collector", "api", "links", "channels"],
  app: [
    "domain",
    "ports",
    "config",
    "engine",
    "models",
    "recommend",
    "worker",
    "collector",
    "api",
    "links",
    "channels",
    "training",
    "simulator",
    "adapters",
    "explain",
    "results",
  ],
  commands: [
    "domain",
    "ports",
    "config",
    "engine",
    "models",
    "recommend",
    "worker",
    "collector",
    "api",
    "links",
    "channels",
    "training",
    "simulator",
    "app",
    "explain",
    "results",
  ],
};

/** Files that lie in src/ itself. */
export const ROOT_FILES: Readonly<Record<string, readonly string[]>> = {
  "cli.ts": ["domain", "app", "commands"],
  "index.ts": [
    "domain",
    "ports",
    "config",
    "engine",
    "models",
    "recommend",
    "worker",
    "collector",
    "api",
    "links",
    "channels",
    "training",
    "simulator",
    "adapters",
    "app",
    "explain",
    "results",
  ],
};

/** Folders that stay pure: no node:*, no chance, and the clock only where time texts are parsed. */
export const PURE = ["domain", "engine", "recommend"] as const;

/** Server and file drivers: only the adapters hold them. */
export const DRIVERS = ["ioredis", "lmdb", "@nats-io/jetstream", "@nats-io/kv", "@nats-io/transport-node"] as const;
