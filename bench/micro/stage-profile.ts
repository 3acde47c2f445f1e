/**
 * Where the time goes, by stage of the engine: V8's sampling profiler, and each sample charged to the innermost function that stands in a stage.
 * So no timer is needed inside of the engine, and what a stage asks of others (a section of the profile, a condition) is theirs.
 */
import { type Profiler, Session } from "node:inspector";

const SAMPLE_US = 200;

export interface StageShare {
  readonly stage: string;
  /** 0 to 1, of what was spent in the engine and in collecting its garbage. */
  readonly share: number;
}

/** By share, the greatest first; and where the samples that stand in no stage were. */
export async function profileStages(work: () => void): Promise<StageShare[]> {
  const session = new Session();
  session.connect();
  const post = <T>(method: string, parameters: object = {}): Promise<T> =>
    new Promise((resolve, reject) =>
      session.post(method, parameters, (error, result) => (error === null ? resolve(result as T) : reject(error))),
    );
  await post("Profiler.enable");
  await post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
  await post("Profiler.start");
  work();
  const { profile } = await post<Profiler.StopReturnType>("Profiler.stop");
  session.disconnect();
  return sharesOf(profile);
}

function sharesOf({ nodes }: Profiler.Profile): StageShare[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const hits = new Map<string, number>();
  const charge = (node: Profiler.ProfileNode, stageAbove: string | undefined): void => {
    const stage = stageOf(node.callFrame) ?? stageAbove;
    if (stage !== undefined) hits.set(stage, (hits.get(stage) ?? 0) + (node.hitCount ?? 0));
    for (const child of node.children ?? []) charge(byId.get(child) as Profiler.ProfileNode, stage);
  };
  charge(nodes[0] as Profiler.ProfileNode, undefined);
  const all = [...hits.values()].reduce((sum, each) => sum + each, 0);
  return [...hits].map(([stage, count]) => ({ stage, share: count / all })).sort((a, b) => b.share - a.share);
}

function stageOf({ url, functionName }: { url: string; functionName: string }): string | undefined {
  if (functionName === "(garbage collector)") return "garbage collection";
  const [, folder, file] = /\/src\/engine\/(?:([a-z-]+)\/|([a-z-]+)\.)/.exec(url) ?? [];
  if (folder !== undefined) return folder;
  if (file !== undefined) return ["pipeline", "index", "step-output"].includes(file) ? "pipeline" : "decide";
  if (/\/src\/config\/cel|\/cel-js\//.test(url)) return "conditions (CEL)";
  if (/\/liquidjs\//.test(url)) return "words (Liquid)";
  return undefined;
}
