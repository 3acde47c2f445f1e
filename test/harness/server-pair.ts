import { startNats, startRedis } from "./servers.js";

/** Where log and state lie in a test: in a folder of its own, or in servers of its own. */
export const BACKENDS = ["embedded", "servers"] as const;
export type Backend = (typeof BACKENDS)[number];

export interface Place {
  /** Addresses. */
  readonly log: string;
  readonly state: string;
  stop(): Promise<void>;
}

export async function openPlace(backend: Backend, folder: string): Promise<Place> {
  if (backend === "embedded") return { log: `embedded:${folder}`, state: `embedded:${folder}`, stop: async () => {} };
  const nats = await startNats();
  const redis = await startRedis();
  const stop = async (): Promise<void> => {
    await Promise.allSettled([nats.stop(), redis.stop()]);
  };
  return { log: nats.url, state: redis.url, stop };
}
