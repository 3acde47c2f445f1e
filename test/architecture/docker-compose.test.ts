import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The part of the Compose specification (https://github.com/compose-spec/compose-spec) that the file uses, and what Attune asks of it. */
const strings = { type: "array", items: { type: "string" }, minItems: 1 };
const duration = { type: "string", pattern: "^[0-9]+(ms|s|m)$" };
const composeSchema = {
  type: "object",
  required: ["name", "services", "networks", "volumes"],
  additionalProperties: false,
  patternProperties: { "^x-": true },
  properties: {
    name: { const: "attune" },
    networks: {
      type: "object",
      additionalProperties: {
        type: "object",
        properties: { internal: { type: "boolean" } },
        additionalProperties: false,
      },
    },
    volumes: { type: "object", additionalProperties: { type: "object", maxProperties: 0 } },
    services: {
      type: "object",
      required: ["attune", "nats", "redis"],
      additionalProperties: {
        type: "object",
        required: ["image", "user", "read_only", "cap_drop", "security_opt", "restart"],
        additionalProperties: false,
        properties: {
          image: { type: "string", pattern: "^[a-z/-]+:[0-9]+\\.[0-9]+\\.[0-9]+(-[a-z0-9.]+)?$" },
          build: { const: "." },
          user: { type: "string" },
          read_only: { const: true },
          cap_drop: { const: ["ALL"] },
          cap_add: { const: ["CHOWN"] },
          security_opt: { const: ["no-new-privileges:true"] },
          restart: { enum: ["unless-stopped", "no"] },
          command: strings,
          entrypoint: strings,
          environment: { type: "object", additionalProperties: { type: "string" } },
          volumes: strings,
          tmpfs: strings,
          ports: { type: "array", items: { type: "string", pattern: "^127\\.0\\.0\\.1:[0-9]+:[0-9]+$" } },
          networks: strings,
          network_mode: { const: "none" },
          logging: { type: "object" },
          stop_grace_period: duration,
          depends_on: {
            type: "object",
            additionalProperties: {
              type: "object",
              required: ["condition"],
              additionalProperties: false,
              properties: { condition: { enum: ["service_healthy", "service_completed_successfully"] } },
            },
          },
          healthcheck: {
            type: "object",
            required: ["test", "interval", "timeout", "retries", "start_period"],
            additionalProperties: false,
            properties: {
              test: strings,
              interval: duration,
              timeout: duration,
              retries: { type: "integer" },
              start_period: duration,
            },
          },
        },
      },
    },
  },
};

interface Service {
  readonly image: string;
  readonly user: string;
  readonly restart: string;
  readonly command?: string[];
  readonly environment?: Record<string, string>;
  readonly volumes?: string[];
  readonly networks?: string[];
  readonly healthcheck?: { readonly test: string[] };
  readonly depends_on?: Record<string, unknown>;
}

interface Compose {
  readonly services: Record<string, Service>;
  readonly networks: Record<string, unknown>;
  readonly volumes: Record<string, unknown>;
}

const source = read("docker-compose.yml");
const load = (text: string): Compose => parse(text, { merge: true }) as Compose;
const validate = new Ajv({ allErrors: true }).compile(composeSchema);

describe("docker-compose.yml", () => {
  const compose = load(source);
  const longRunning = Object.entries(compose.services).filter(([, service]) => service.restart !== "no");

  it("is a Compose file of hardened services with pinned images", () => {
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it("is held to that: a planted breach is found", () => {
    const breaches: [string, string][] = [
      ["image: nats:2.12.7-alpine", "image: nats:latest"],
      ["  cap_drop: [ALL]\n", ""],
      ["127.0.0.1:8080:8080", "8080:8080"],
      ["retries: 5", "retry: 5"],
    ];
    expect(validate(compose)).toBe(true);
    for (const [from, to] of breaches) {
      expect(source).toContain(from);
      expect(validate(load(source.replace(from, to)))).toBe(false);
    }
  });

  it("runs every service without root, with a health check, and names only what exists", () => {
    expect(longRunning.map(([name]) => name).sort()).toEqual(["attune", "nats", "redis"]);
    for (const [, service] of longRunning) {
      expect(service.user).not.toMatch(/^(0|root)\b/);
      expect(service.healthcheck).toBeDefined();
      for (const network of service.networks ?? []) expect(Object.keys(compose.networks)).toContain(network);
      for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(compose.services)).toContain(other);
      for (const volume of service.volumes ?? []) {
        const from = volume.split(":")[0] ?? "";
        if (from.startsWith("./"))
          expect(read(from === "./config" ? "config/attune.yaml" : from.slice(2))).not.toBe("");
        else expect(Object.keys(compose.volumes)).toContain(from);
      }
    }
  });

  it("runs a nats-server that has the fixes of 2.12.7, on the shipped configuration", () => {
    const [, minor = 0, patch = 0] =
      /:(\d+)\.(\d+)\.(\d+)/
        .exec(compose.services["nats"]?.image ?? "")
        ?.slice(1)
        .map(Number) ?? [];
    expect(minor * 100 + patch).toBeGreaterThanOrEqual(1_207);
    expect(compose.services["nats"]?.command).toEqual(["--config", "/etc/nats/nats.conf", "--store_dir", "/data"]);
    const wanted = [...read("config/nats.conf").matchAll(/password: \$(\w+)/g)].map((match) => match[1] ?? "");
    expect(Object.keys(compose.services["nats"]?.environment ?? {}).sort()).toEqual(wanted.sort());
  });

  it("runs a Redis that drops nothing", () => {
    const command = compose.services["redis"]?.command?.join(" ");
    expect(command).toContain("--maxmemory-policy noeviction");
    expect(command).toContain("--appendonly yes");
  });

  it("has no password and no placeholder in it: each must be given", () => {
    const variables = [...source.matchAll(/\$\{([A-Z_]+)([^}]*)\}/g)].filter(([, name]) => name?.endsWith("PASSWORD"));
    expect(variables.length).toBeGreaterThan(4);
    for (const [, , rest] of variables) expect(rest).toMatch(/^:\?/);
    expect(source).not.toMatch(/changeme|change-me|todo|fixme|example\.com|<[a-z ]+>/i);
  });
});

describe("Dockerfile", () => {
  const dockerfile = read("Dockerfile");

  it("builds in one stage, and runs pinned, without root and with a health check in the other", () => {
    const stages = dockerfile.split(/^(?=FROM )/m).filter((stage) => stage.startsWith("FROM "));
    expect(stages.length).toBe(2);
    for (const stage of stages) expect(stage).toMatch(/^FROM node:22\.\d+\.\d+-bookworm-slim/);
    expect(stages[1]).toMatch(/^USER node$/m);
    expect(stages[1]).toMatch(/^HEALTHCHECK /m);
    expect(stages[1]).not.toContain("npm ");
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
      (match[1] ?? "").split(" "),
    );
    const ignored = read(".dockerignore");
    for (const path of copied) expect(ignored).toContain(`!${path}`);
  });
});
